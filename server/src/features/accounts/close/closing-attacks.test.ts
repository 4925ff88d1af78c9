import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { closingEvents, roleGrants } from '../../../db/schema/index.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { endSuspension, suspendAccount } from '../../../directory/suspension-queries.ts'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import {
  closingCompany,
  goTo,
  handOver,
  LAST_DAY,
  openEmergency,
  openFor,
  runClosings,
} from '../../../testing/fixtures/closings.ts'
import { secondWriterSetting } from '../../../kernel/second-writer-setting.ts'
import { writeSetting } from '../../../kernel/settings-queries.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import {
  askDeletion,
  confirmClosing,
  confirmDeletion,
  confirmSamePerson,
  forceClosing,
  reEnable,
} from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { openClosing } from './open-closing.ts'
import { errorCodeOf } from '../../../testing/error-code-of.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'

const statusOf = ({ deps }: Kit, userid: string) => deps.wecom.members.get(userid)?.status

/** Creates an account that was closed on Friday evening. */
async function closeAccount(kit: Kit) {
  const company = await closingCompany(kit)
  const view = await handOver(kit, company, await openFor(kit, company), company.mate)
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  const readClosing = () => getClosing(kit.deps, company.hr, view.id)
  const readCommand = async () => ({ id: view.id, version: (await readClosing()).version })
  return { ...company, id: view.id, readClosing, readCommand }
}

/** Gives the member another status in WeCom, and syncs it to the directory. */
async function syncStatus({ deps }: Kit, userid: string, status: 1 | 2 | 4): Promise<void> {
  const member = deps.wecom.members.get(userid)
  if (!member) throw new Error('WeCom must know the member')
  const changedMember = { ...member, status }
  deps.wecom.members.set(userid, changedMember)
  deps.clock.advanceSeconds(60)
  await deps.db.transaction((tx) => syncMembers(deps, tx, [changedMember], { at: deps.clock.now(), source: 'test' }))
}

/** Stores the setting that another system writes the directory, too. */
const nameSecondWriter = ({ deps }: Kit) =>
  deps.db.transaction((tx) =>
    writeSetting(tx, secondWriterSetting, { value: { name: '人事系统' }, by: 'ops', at: deps.clock.now() }),
  )

describe('who may close an account', () => {
  test('an emergency takes effect when HR and the lead have both acted, and the leaver sees nothing of it', async ({
    kit,
  }) => {
    const { hr, lead, leaver, ops } = await closingCompany(kit)
    const { id, version } = await openEmergency(kit, { hr, leaver })
    expect(await errorCodeOf(getClosing(kit.deps, leaver, id))).toBe('closing.not_found')
    expect(await errorCodeOf(confirmClosing(kit.deps, hr, { id, version }))).toBe('auth.forbidden')
    expect(await errorCodeOf(confirmClosing(kit.deps, ops, { id, version }))).toBe('auth.forbidden')
    await runClosings(kit)
    expect(statusOf(kit, leaver.userid)).toBe(1)
    await confirmClosing(kit.deps, lead, { id, version })
    await runClosings(kit)
    expect([statusOf(kit, leaver.userid), (await getClosing(kit.deps, hr, id)).phase]).toEqual([DISABLED, 'disabled'])
    expect(kit.deps.wecom.mailings.flatMap(({ userids }) => userids)).not.toContain(leaver.userid)
  })

  test('HR does not close their own account, and a leaver with rights does not decide their own closing', async ({
    kit,
  }) => {
    const { hr, lead, leaver } = await closingCompany(kit)
    const own = { kind: 'leave', subjectId: hr.userid, lastDay: LAST_DAY } as const
    expect(await errorCodeOf(openClosing(kit.deps, hr, own))).toBe('input.invalid')
    const grant = {
      userid: leaver.userid,
      role: 'ops_lead',
      source: 'setting',
      grantedAt: kit.deps.clock.now(),
    } as const
    await kit.deps.db.insert(roleGrants).values({ id: kit.deps.ids.next('grant'), ...grant })
    const { id, version } = await openFor(kit, { hr, leaver })
    const asLead = await currentActorOf(kit, leaver.userid)
    expect(asLead.roles).toEqual(['ops_lead'])
    expect(await errorCodeOf(forceClosing(kit.deps, asLead, { id, version, reason: '自己来' }))).toBe('auth.forbidden')
    expect(await errorCodeOf(forceClosing(kit.deps, hr, { id, version, reason: '直接停' }))).toBe('auth.forbidden')
    expect(await errorCodeOf(forceClosing(kit.deps, lead, { id, version, reason: '本人已走' }))).toBe('done')
  })

  test('a closing does not exist for people whom it does not concern', async ({ kit }) => {
    const { hr, leaver, buyer, mate } = await closingCompany(kit)
    const { id } = await openFor(kit, { hr, leaver })
    const { requestAs } = createTestClient(kit.deps)
    for (const stranger of [buyer, mate]) {
      expect((await requestAs(stranger, 'GET', `/api/closings/${id}`)).status).toBe(404)
      expect((await requestAs(stranger, 'GET', '/api/closings')).status).toBe(404)
      expect((await requestAs(stranger, 'POST', `/api/closings/${id}/answer`, { accept: true })).status).toBe(404)
    }
    const body = { kind: 'leave', subjectId: 'third', lastDay: LAST_DAY }
    expect((await requestAs(buyer, 'POST', '/api/closings', body)).status).toBe(404)
  })

  test('two closings of one person are not open at once', async ({ kit }) => {
    const { hr, leaver } = await closingCompany(kit)
    await openFor(kit, { hr, leaver })
    expect(await errorCodeOf(openFor(kit, { hr, leaver }))).toBe('closing.already_open')
  })
})

describe('the account of a leaver', () => {
  test('the account of a leaver is disabled once WeCom is back, and the timeline shows it once', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    const answer = kit.deps.wecom.setMemberEnabled
    kit.deps.wecom.setMemberEnabled = () => Promise.reject(new WecomUnreachableError('timeout', 'user/update'))
    await runClosings(kit)
    const waiting = await getClosing(kit.deps, company.hr, id)
    expect([waiting.phase, waiting.trouble, waiting.disabledAt]).toEqual(['disabling', 'timeout', null])
    kit.deps.wecom.setMemberEnabled = answer
    kit.deps.clock.advanceSeconds(60)
    await runClosings(kit)
    const closed = await getClosing(kit.deps, company.hr, id)
    expect([closed.phase, statusOf(kit, 'guoji')]).toEqual(['disabled', DISABLED])
    const disablings = await kit.deps.db.$count(closingEvents, eq(closingEvents.type, 'disabled'))
    expect(disablings).toBe(1)
  })

  test('the account of a leaver is disabled in the console without the contacts secret, and its closing ends when a read shows it', async ({
    kit,
  }) => {
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    const company = await closingCompany(kit)
    const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const waiting = await getClosing(kit.deps, company.hr, id)
    expect([waiting.phase, waiting.trouble, kit.deps.wecom.setEnabledCalls]).toEqual(['disabling', 'by_hand', []])
    await syncStatus(kit, 'guoji', 2)
    await runClosings(kit)
    expect((await getClosing(kit.deps, company.hr, id)).phase).toBe('disabled')
  })

  // WeCom shows 4 when it enables somebody who never signed in (doc 90970).
  test.for([1, 4] as const)(
    'the account of a leaver stays disabled when somebody enables it in the console: status %i',
    async (status, { kit }) => {
      const { readClosing } = await closeAccount(kit)
      await syncStatus(kit, 'guoji', status)
      await runClosings(kit)
      expect([(await readClosing()).phase, statusOf(kit, 'guoji')]).toEqual(['disabled', DISABLED])
      expect((await readClosing()).events.map(({ type }) => type)).toContain('enabled_outside')
    },
  )

  test('people are asked to disable the account in the console each time that somebody enables it there', async ({
    kit,
  }) => {
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    const company = await closingCompany(kit)
    await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    const listAsked = () => kit.deps.wecom.mailings.filter(({ card }) => card.title === '请到管理后台处理郭𠮷的账号')
    for (const times of [1, 2]) {
      await runClosings(kit)
      expect(listAsked()).toHaveLength(times)
      await syncStatus(kit, 'guoji', 2)
      await runClosings(kit)
      await syncStatus(kit, 'guoji', 1)
    }
  })

  test('the account of a leaver that another system enables every night is disabled each time, and reported once', async ({
    kit,
  }) => {
    const { readClosing } = await closeAccount(kit)
    await nameSecondWriter(kit)
    for (let night = 0; night < 3; night += 1) {
      await syncStatus(kit, 'guoji', 1)
      await runClosings(kit)
      expect([(await readClosing()).phase, statusOf(kit, 'guoji')]).toEqual(['disabled', DISABLED])
      kit.deps.clock.advanceHours(24)
    }
    expect((await readClosing()).events.filter(({ type }) => type === 'enabled_outside')).toHaveLength(3)
    expect(kit.deps.wecom.mailings.filter(({ card }) => card.title.includes('被重新启用'))).toHaveLength(1)
  })

  test('the account of a leaver is not enabled while it is suspended for another cause', async ({ kit }) => {
    const { hr, readCommand } = await closeAccount(kit)
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'guoji', 'lost', kit.deps.clock.now()))
    expect(await errorCodeOf(reEnable(kit.deps, hr, await readCommand()))).toBe('closing.otherwise_suspended')
  })

  test('nobody is asked to enable an account in the console while another cause suspends it', async ({ kit }) => {
    const { hr, readCommand, readClosing } = await closeAccount(kit)
    await reEnable(kit.deps, hr, await readCommand())
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'guoji', 'lost', kit.deps.clock.now()))
    await runClosings(kit)
    expect([(await readClosing()).phase, (await readClosing()).trouble]).toEqual(['enabling', null])
    expect((await readClosing()).events.map(({ type }) => type)).not.toContain('by_hand')
    await kit.deps.db.transaction((tx) => endSuspension(tx, 'guoji', 'lost', kit.deps.clock.now()))
    await runClosings(kit)
    expect((await readClosing()).trouble).toBe('by_hand')
    await syncStatus(kit, 'guoji', 1)
    await runClosings(kit)
    expect([(await readClosing()).phase, (await readClosing()).trouble]).toEqual(['re_enabled', null])
    // The account was disabled in WeCom the evening before; it was not enabled there by this app.
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: 'guoji', isEnabled: false }])
  })

  test('the account of a leaver is enabled again for the same person', async ({ kit }) => {
    const { hr, readCommand, readClosing } = await closeAccount(kit)
    await reEnable(kit.deps, hr, await readCommand())
    await runClosings(kit)
    expect([(await readClosing()).phase, statusOf(kit, 'guoji')]).toEqual(['re_enabled', 1])
  })

  test('the account of a leaver is deleted by two people after the days that HR chose, and the same person may return', async ({
    kit,
  }) => {
    const { hr, ops, readCommand, readClosing } = await closeAccount(kit)
    await askDeletion(kit.deps, hr, { ...(await readCommand()), keepDays: 30, reason: '签收证据保留五年' })
    expect(await readClosing()).toMatchObject({
      deletion: { askedBy: { userid: hr.userid }, notBefore: '2026-04-19', reason: '签收证据保留五年' },
    })
    expect((await readClosing()).events.at(-1)).toMatchObject({ type: 'deletion_asked', note: '签收证据保留五年' })
    const early = await readCommand()
    expect(await errorCodeOf(confirmDeletion(kit.deps, hr, early))).toBe('auth.forbidden')
    expect(await errorCodeOf(confirmDeletion(kit.deps, ops, early))).toBe('closing.too_early')
    goTo(kit, '2026-04-20', '10:00')
    await confirmDeletion(kit.deps, ops, await readCommand())
    await runClosings(kit)
    expect([(await readClosing()).phase, statusOf(kit, 'guoji')]).toEqual(['deleted', undefined])
    await confirmSamePerson(kit.deps, hr, await readCommand())
    expect((await readClosing()).returnConfirmedAt).not.toBeNull()
  })

  test.for([
    ['without the contacts secret', ({ deps }: Kit) => Object.assign(deps.site, { hasContactsSecret: false })],
    ['where another system writes the directory', nameSecondWriter],
  ] as const)(
    'the account of a leaver is deleted in the console by people, and its closing ends once it is gone: %s',
    async ([, arrange], { kit }) => {
      const { hr, ops, readCommand, readClosing } = await closeAccount(kit)
      await arrange(kit)
      await askDeletion(kit.deps, hr, { ...(await readCommand()), keepDays: 0, reason: '无须保留' })
      await confirmDeletion(kit.deps, ops, await readCommand())
      await runClosings(kit)
      expect([(await readClosing()).phase, (await readClosing()).trouble, statusOf(kit, 'guoji')]).toEqual([
        'deleting',
        'by_hand',
        DISABLED,
      ])
      const cards = kit.deps.wecom.mailings.filter(({ card }) => card.title === '请到管理后台处理郭𠮷的账号')
      expect(cards.map(({ userids }) => [...userids].toSorted())).toEqual([['lead', 'ops']])
      kit.deps.wecom.members.delete('guoji')
      kit.deps.clock.advanceSeconds(60)
      await runClosings(kit)
      expect([(await readClosing()).phase, (await readClosing()).trouble]).toEqual(['deleted', null])
    },
  )

  test('the account of a leaver is disabled by this app even where another system writes the directory', async ({
    kit,
  }) => {
    await nameSecondWriter(kit)
    expect((await (await closeAccount(kit)).readClosing()).phase).toBe('disabled')
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: 'guoji', isEnabled: false }])
  })

  test('the account of a leaver is recorded as deleted elsewhere when it disappears before the last day', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { id } = await openFor(kit, company)
    kit.deps.wecom.members.delete('guoji')
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['guoji'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    await runClosings(kit)
    const view = await getClosing(kit.deps, company.hr, id)
    expect([view.phase, view.events.at(-1)?.type]).toEqual(['deleted', 'gone_outside'])
    const recipients = kit.deps.wecom.mailings.flatMap(({ card, userids }) =>
      card.title.includes('查不到郭𠮷的账号') ? userids : [],
    )
    expect(recipients).toEqual(expect.arrayContaining([company.hr.userid, company.ops.userid]))
  })
})
