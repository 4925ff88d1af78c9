import { describe, expect } from 'vitest'
import { isAccountSuspended } from '../../directory/suspension-queries.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, report, typesOf } from '../../testing/fixtures/lost-device.ts'
import { requireCase } from './cases/case-queries.ts'
import { acceptExternalUnlock, relockCase } from './recovery/decide-external-unlock.ts'
import { summarizeWaitingCases } from './views/waiting-cases.ts'
import { detectExternalChanges } from './jobs/detect-external-changes.ts'
import { confirmIdentity, markDeviceFound } from './recovery/recover-case.ts'
import { notifiedOf } from '../../testing/fixtures/sent-cards.ts'

type Id = Awaited<ReturnType<typeof report>>['id']

/** Changes the account in WeCom's console. `isRead`: a callback or the sync stores the change in the directory. */
async function changeInConsole({ deps }: Kit, userid: string, status: 1 | 2, isRead = true): Promise<void> {
  const member = { ...deps.wecom.members.get(userid)!, status }
  deps.wecom.members.set(userid, member)
  deps.clock.advanceSeconds(1)
  const reading = { at: deps.clock.now(), source: 'callback:1' }
  if (isRead) await deps.db.transaction((tx) => syncMembers(deps, tx, [member], reading))
}

async function createLockedCase(kit: Kit) {
  const people = await lostDeviceCompany(kit)
  const { id } = await report(kit, people.second, people.subject.userid)
  await drainOutbox(kit.deps)
  return { people, id, current: async () => ({ id, version: (await requireCase(kit.deps.db, id)).version }) }
}

async function createReopenedCase(kit: Kit) {
  const lockedCase = await createLockedCase(kit)
  await changeInConsole(kit, lockedCase.people.subject.userid, 1)
  await detectExternalChanges(kit.deps)
  await drainOutbox(kit.deps)
  return lockedCase
}

const phaseOf = async ({ deps }: Kit, id: Id) => (await requireCase(deps.db, id)).phase
const reopenedTitle = '紧急：郭𠮷的账号被重新启用'

describe('a locked account that was enabled in the console', () => {
  test('an account enabled in the console is detected once, and admins, ops and on-call are notified', async ({
    kit,
  }) => {
    const { id, people } = await createReopenedCase(kit)
    await detectExternalChanges(kit.deps)
    await drainOutbox(kit.deps)
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'reopened', endedAt: null })
    expect((await typesOf(kit, id)).filter((type) => type === 'lock_undone')).toHaveLength(1)
    expect(notifiedOf(kit, reopenedTitle).sort()).toEqual(['chenhaiyan', 'lead', 'limin', 'zhouqiming'])
    const waits = await summarizeWaitingCases(kit.deps, people.admin)
    const oldestAt = (await requireCase(kit.deps.db, id)).reopenedAt?.toISOString()
    expect(waits).toEqual({ count: 1, oldestAt, first: id, careLeft: null, urgent: [], taken: null })
    expect((await caseFor(kit, people.admin, id)).allowed).toEqual(expect.arrayContaining(['relock', 'accept']))
  })

  test('an account enabled in the console stays locked in this app before a decision, and receives no messages', async ({
    kit,
  }) => {
    const { people } = await createReopenedCase(kit)
    expect(await isAccountSuspended(kit.deps.db, people.subject.userid)).toBe(true)
    expect(kit.deps.wecom.sent.map(({ userid }) => userid)).not.toContain(people.subject.userid)
    expect(kit.deps.wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false])
  })

  test('an account is not detected as enabled from an older sync: WeCom is queried again', async ({ kit }) => {
    const { id, people } = await createLockedCase(kit)
    const { deps } = kit
    const stale = { ...deps.wecom.members.get(people.subject.userid)!, status: 1 as const }
    const before = new Date(deps.clock.now().getTime() - 1_000)
    await deps.db.transaction((tx) => syncMembers(deps, tx, [stale], { at: before, source: 'run:1' }))
    await detectExternalChanges(deps)
    expect(await phaseOf(kit, id)).toBe('locked')
    // WeCom may return an outdated list from a cache in a later sync.
    deps.clock.advanceSeconds(1)
    await deps.db.transaction((tx) => syncMembers(deps, tx, [stale], { at: deps.clock.now(), source: 'run:2' }))
    await detectExternalChanges(deps)
    expect([await phaseOf(kit, id), await typesOf(kit, id)]).toEqual([
      'locked',
      expect.not.arrayContaining(['lock_undone']),
    ])
  })

  test('an account enabled in the console is locked again by one action of ops and confirmed separately', async ({
    kit,
  }) => {
    const { id, people, current } = await createReopenedCase(kit)
    await relockCase(kit.deps, people.ops, await current())
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'locking', confirmedAt: null, attempts: 0 })
    kit.deps.clock.advanceSeconds(3)
    await drainOutbox(kit.deps)
    expect(await phaseOf(kit, id)).toBe('locked')
    expect(kit.deps.wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false, false])
    // The recipients of the first lock notice receive the second, with its own seconds.
    const cards = kit.deps.wecom.sent.filter(
      ({ card, userid }) => card.title.startsWith('已锁定') && userid === 'limin',
    )
    expect(cards.map(({ card }) => card.subtitle)).toEqual([
      expect.stringMatching(/^不到 1 秒/),
      expect.stringMatching(/^3 秒/),
    ])
  })

  test('when people have to lock an account that was enabled in the console, all of ops are asked once per requested lock', async ({
    kit,
  }) => {
    const people = await lostDeviceCompany(kit)
    const deps = { ...kit.deps, site: { ...kit.deps.site, hasContactsSecret: false } }
    const { id } = await report({ deps }, people.second, people.subject.userid)
    await drainOutbox(deps)
    const asked = () => notifiedOf(kit, '尚未锁定').sort()
    expect(asked()).toEqual(['chenhaiyan', 'lead', 'zhouqiming'])
    await changeInConsole(kit, people.subject.userid, 2)
    await drainOutbox(deps)
    expect(await phaseOf(kit, id)).toBe('locked')
    await changeInConsole(kit, people.subject.userid, 1)
    await detectExternalChanges(deps)
    await relockCase(deps, people.ops, { id, version: (await requireCase(deps.db, id)).version })
    await drainOutbox(deps)
    expect(asked()).toEqual(['chenhaiyan', 'chenhaiyan', 'lead', 'lead', 'zhouqiming', 'zhouqiming'])
  })

  test('an account enabled in the console is locked again by a new report of a person who may lock', async ({
    kit,
  }) => {
    const { id, people } = await createReopenedCase(kit)
    expect((await report(kit, people.admin, people.subject.userid)).id).toBe(id)
    await drainOutbox(kit.deps)
    expect(await phaseOf(kit, id)).toBe('locked')
  })

  test('an account enabled in the console is accepted by the admin, and not by the owner, the reporter or a colleague', async ({
    kit,
  }) => {
    const { id, people, current } = await createReopenedCase(kit)
    const accept = async (who: typeof people.ops) =>
      acceptExternalUnlock(kit.deps, who, { ...(await current()), channel: 'in_person' })
    for (const who of [people.subject, people.second, people.colleague])
      await expect(accept(who)).rejects.toMatchObject({
        code: expect.stringMatching(/^(auth.required|auth.forbidden|request.not_found)$/) as string,
      })
    expect((await accept(people.admin)).phase).toBe('aftercare')
    expect((await typesOf(kit, id)).at(-1)).toBe('undoing_accepted')
    expect(await isAccountSuspended(kit.deps.db, people.subject.userid)).toBe(false)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.protection.mailboxes.get(people.subject.userid)).toBe(true)
    expect(notifiedOf(kit, '你的账号已恢复')).toEqual([people.subject.userid])
  })

  test.for([
    [
      'WeCom does not respond',
      () => Promise.reject(new WecomUnreachableError('timeout', 'user/get')),
      'wecom.unavailable',
    ],
    ['WeCom does not show the account', () => Promise.resolve(null), 'lost.not_shown'],
  ] as const)(
    'an account enabled in the console cannot be accepted as enabled while %s',
    async ([, read, code], { kit }) => {
      const { id, people, current } = await createReopenedCase(kit)
      const { subject, admin, colleague } = people
      await changeInConsole(kit, subject.userid, 2, false)
      const { findMember } = kit.deps.wecom
      kit.deps.wecom.findMember = read
      const acceptAs = async (who: typeof admin) =>
        acceptExternalUnlock(kit.deps, who, { ...(await current()), channel: 'phone' })
      await expect(acceptAs(admin)).rejects.toMatchObject({ code })
      // Those who may not see the case learn nothing of it.
      await expect(acceptAs(colleague)).rejects.toMatchObject({ code: 'request.not_found' })
      expect(await phaseOf(kit, id)).toBe('reopened')
      expect(await isAccountSuspended(kit.deps.db, subject.userid)).toBe(true)
      kit.deps.wecom.findMember = findMember
      await expect(acceptAs(admin)).rejects.toMatchObject({ code: 'request.changed_meanwhile' })
    },
  )

  test('an account enabled in the console cannot be accepted as enabled after it was disabled again', async ({
    kit,
  }) => {
    const { id, people, current } = await createReopenedCase(kit)
    const { subject, admin } = people
    const seen = await current()
    await changeInConsole(kit, subject.userid, 2, false)
    const acceptance = acceptExternalUnlock(kit.deps, admin, { ...seen, channel: 'phone' })
    await expect(acceptance).rejects.toMatchObject({ code: 'request.changed_meanwhile' })
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'locked', proof: 'read_back' })
    await changeInConsole(kit, subject.userid, 1)
    await detectExternalChanges(kit.deps)
    await changeInConsole(kit, subject.userid, 2)
    await detectExternalChanges(kit.deps)
    expect(await phaseOf(kit, id)).toBe('locked')
    expect((await typesOf(kit, id)).filter((type) => type === 'lock_restored')).toHaveLength(2)
  })

  test('after an account is enabled and disabled again in the console, its sign-ins up to then are read and its PCs lose their trust', async ({
    kit,
  }) => {
    const { id, people } = await createLockedCase(kit)
    const { protection } = kit.deps.wecom
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect((await requireCase(kit.deps.db, id)).exposure?.state).toBe('clear')
    await changeInConsole(kit, people.subject.userid, 1)
    await detectExternalChanges(kit.deps)
    protection.operations = [{ at: kit.deps.clock.now(), type: 4, ip: '198.51.100.9' }]
    protection.devices = [{ code: 'pc-1', type: 1 }]
    await changeInConsole(kit, people.subject.userid, 2)
    await detectExternalChanges(kit.deps)
    expect((await requireCase(kit.deps.db, id)).exposure).toBeNull()
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    const { exposure } = await requireCase(kit.deps.db, id)
    expect(exposure).toMatchObject({ state: 'found', items: [{ type: 'new_device' }] })
    expect(protection.devices).toEqual([])
  })

  test('sign-ins are read once more when the account is enabled and disabled again in the console during the reading', async ({
    kit,
  }) => {
    const { id, people } = await createLockedCase(kit)
    const { clock, wecom } = kit.deps
    const read = wecom.listOperations.bind(wecom)
    wecom.listOperations = async (userid, span) => {
      wecom.listOperations = read
      const found = await read(userid, span)
      await changeInConsole(kit, people.subject.userid, 1)
      await detectExternalChanges(kit.deps)
      wecom.protection.operations = [{ at: clock.now(), type: 4, ip: '198.51.100.9' }]
      await changeInConsole(kit, people.subject.userid, 2)
      await detectExternalChanges(kit.deps)
      return found
    }
    for (let time = 0; time < 2; time += 1) {
      clock.advanceSeconds(10)
      await drainOutbox(kit.deps)
    }
    const { exposure } = await requireCase(kit.deps.db, id)
    expect(exposure).toMatchObject({ state: 'found', items: [{ type: 'new_device' }] })
  })

  test('an account enabled in the console is detected during a recovery, and the identity checker cannot accept it', async ({
    kit,
  }) => {
    const { id, people, current } = await createLockedCase(kit)
    await markDeviceFound(kit.deps, people.admin, await current())
    await confirmIdentity(kit.deps, people.admin, { ...(await current()), channel: 'phone' })
    await changeInConsole(kit, people.subject.userid, 1)
    await detectExternalChanges(kit.deps)
    const accept = async (who: typeof people.ops) =>
      acceptExternalUnlock(kit.deps, who, { ...(await current()), channel: 'phone' })
    await expect(accept(people.admin)).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect((await accept(people.ops)).phase).toBe('aftercare')
    expect((await requireCase(kit.deps.db, id)).unlockedAt).toEqual(kit.deps.clock.now())
  })

  test('the next person is called every three minutes until the decision', async ({ kit }) => {
    const { id, people, current } = await createReopenedCase(kit)
    for (let minute = 0; minute < 7; minute += 1) {
      kit.deps.clock.advanceSeconds(60)
      await drainOutbox(kit.deps)
    }
    expect((await requireCase(kit.deps.db, id)).called).toEqual(['chenhaiyan', 'zhouqiming'])
    await relockCase(kit.deps, people.ops, await current())
    await drainOutbox(kit.deps)
    const count = notifiedOf(kit, reopenedTitle).length
    for (let minute = 0; minute < 7; minute += 1) {
      kit.deps.clock.advanceSeconds(60)
      await drainOutbox(kit.deps)
    }
    expect(notifiedOf(kit, reopenedTitle)).toHaveLength(count)
  })

  test('no decision is needed once WeCom no longer shows the account', async ({ kit }) => {
    const { id, people } = await createLockedCase(kit)
    await changeInConsole(kit, people.subject.userid, 1)
    kit.deps.wecom.members.delete(people.subject.userid)
    await detectExternalChanges(kit.deps)
    expect(await phaseOf(kit, id)).toBe('locked')
  })
})
