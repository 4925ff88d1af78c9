import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { jobHandlers } from '../../../composition/job-handlers.ts'
import { roleGrants } from '../../../db/schema/index.ts'
import { closingCompany, goTo, openEmergency, runClosings } from '../../../testing/fixtures/closings.ts'
import { WecomDeferredError, WecomRefusedError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { startOutboxWorker } from '../../../outbox/outbox-worker.ts'
import { noWrites } from '../../../outbox/run-job.ts'
import { confirmClosing } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { openClosing } from './open-closing.ts'

const receiversOf = ({ deps }: Kit, title: string) =>
  deps.wecom.mailings.flatMap(({ card, userids }) => (card.title.includes(title) ? userids : [])).sort()

/** Opens an emergency closing and sends its notices. */
async function openAndNotify(kit: Kit) {
  const company = await closingCompany(kit)
  const { id, version } = await openEmergency(kit, company)
  await drainOutbox(kit.deps)
  return { ...company, id, version }
}

describe('an emergency closing', () => {
  test('the confirmation of an emergency closing is requested on a Saturday at 22:00, while a card that can wait is deferred', async ({
    kit,
  }) => {
    const { hr, leaver, mate } = await closingCompany(kit)
    goTo(kit, '2026-03-21', '22:00')
    await openEmergency(kit, { hr, leaver })
    await openClosing(kit.deps, hr, { kind: 'leave', subjectId: mate.userid, lastDay: '2026-03-27' })
    await drainOutbox(kit.deps)
    expect(receiversOf(kit, '紧急')).toEqual(['lead'])
    expect(receiversOf(kit, '请确认已清理敏感信息')).toEqual([])
    goTo(kit, '2026-03-23', '10:00')
    await runClosings(kit)
    expect(receiversOf(kit, '请确认已清理敏感信息')).toEqual(['mate'])
  })

  test('an emergency closing opened by HR is confirmed by a lead, and one opened by a lead by HR, even after the opener lost the role', async ({
    kit,
  }) => {
    const { deps, given } = kit
    const { hr, lead, leaver, mate } = await closingCompany(kit)
    await given.member({ userid: 'hr2', name: '何蕊', roles: ['hr'] })
    await given.member({ userid: 'lead2', name: '唐振华', roles: ['ops_lead'] })
    const open = async (by: MemberActor, subjectId: string) =>
      (await openClosing(deps, by, { kind: 'emergency', subjectId, reason: '泄密调查' })).id
    const openedByHr = await open(hr, leaver.userid)
    const openedByLead = await open(lead, mate.userid)
    await drainOutbox(deps)
    const listNotified = (id: string) =>
      deps.wecom.mailings.flatMap(({ card, userids }) => (card.url.includes(id) ? userids : [])).sort()
    expect([listNotified(openedByHr), listNotified(openedByLead)]).toEqual([
      ['lead', 'lead2'],
      ['hr2', 'xiaolan'],
    ])
    deps.clock.advanceSeconds(60)
    await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, hr.userid))
    const readConfirmers = async (id: typeof openedByHr) => (await getClosing(deps, lead, id)).confirmers
    expect(await readConfirmers(openedByHr)).toEqual({
      roles: ['ops_lead'],
      people: [
        { userid: 'lead', name: '主管' },
        { userid: 'lead2', name: '唐振华' },
      ],
    })
    expect(await readConfirmers(openedByLead)).toEqual({ roles: ['hr'], people: [{ userid: 'hr2', name: '何蕊' }] })
    const { version } = await getClosing(deps, lead, openedByHr)
    const confirmed = await confirmClosing(deps, lead, { id: openedByHr, version })
    expect(confirmed).toMatchObject({ phase: 'disabling', confirmers: null })
  })

  test('the account of an emergency closing is disabled while a slow job occupies the only slot and 50 more jobs are due', async ({
    kit,
  }) => {
    const { deps } = kit
    const { lead, leaver, id, version } = await openAndNotify(kit)
    const runAt = deps.clock.now()
    const slowJob = (key: string) => ({ topic: 'slow', payload: {}, dedupeKey: key, groupKey: key, runAt })
    await deps.db.transaction((tx) =>
      enqueue(
        tx,
        Array.from({ length: 50 }, (_, index) => slowJob(`slow:${index}`)),
      ),
    )
    deps.clock.advanceSeconds(60)
    await confirmClosing(deps, lead, { id, version })
    let finish = () => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const slow = { handle: () => finished.then(() => noWrites) }
    const options = { slots: 1, leaseMs: 60_000, idleMs: 20, waitForDatabase: () => Promise.resolve() }
    const worker = startOutboxWorker(deps, { ...jobHandlers(deps), slow }, options)
    await expect
      .poll(() => deps.wecom.setEnabledCalls, { timeout: 10_000 })
      .toEqual([{ userid: leaver.userid, isEnabled: false }])
    const stopped = worker.stop()
    finish()
    await stopped
  })

  test.for([
    ['does not trust the address', () => new WecomRefusedError(60020, 'user/get')],
    ['refuses the secret of the app', secretRefused],
  ] as const)(
    'the account of an emergency closing is disabled although no account can be read, since WeCom %s, and recorded as disabled later',
    async ([, refusal], { kit }) => {
      const { deps } = kit
      const { hr, lead, leaver, id, version } = await openAndNotify(kit)
      await confirmClosing(deps, lead, { id, version })
      const { findMember } = deps.wecom
      deps.wecom.findMember = () => Promise.reject(refusal(kit))
      await runClosings(kit)
      expect(deps.wecom.setEnabledCalls).toEqual([{ userid: leaver.userid, isEnabled: false }])
      expect((await getClosing(deps, hr, id)).phase).toBe('disabling')
      deps.wecom.findMember = findMember
      deps.clock.advanceSeconds(60)
      await runClosings(kit)
      expect((await getClosing(deps, hr, id)).phase).toBe('disabled')
    },
  )

  test('ops are asked once to disable the account of an emergency closing while WeCom refuses the contacts secret, and the app does it once the secret is valid', async ({
    kit,
  }) => {
    const { deps } = kit
    const { hr, lead, id, version } = await openAndNotify(kit)
    await confirmClosing(deps, lead, { id, version })
    const { setMemberEnabled } = deps.wecom
    deps.wecom.setMemberEnabled = () => Promise.reject(secretRefused(kit))
    for (let round = 0; round < 3; round += 1) {
      await runClosings(kit)
      deps.clock.advanceSeconds(60)
    }
    expect(await getClosing(deps, hr, id)).toMatchObject({ phase: 'disabling', trouble: 'by_hand' })
    expect(receiversOf(kit, '请到管理后台处理')).toEqual(['lead', 'ops'])
    deps.wecom.setMemberEnabled = setMemberEnabled
    await runClosings(kit)
    expect((await getClosing(deps, hr, id)).phase).toBe('disabled')
  })
})

/** A call that was not sent, because WeCom refused the secret before. */
const secretRefused = ({ deps }: Kit) =>
  new WecomDeferredError(40001, 'gettoken', new Date(deps.clock.now().getTime() + 3_600_000))
