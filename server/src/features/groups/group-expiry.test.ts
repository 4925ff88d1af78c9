import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups, groupMembers, outbox, partners } from '../../db/schema/index.ts'
import { DISABLED } from '../../directory/member-drift.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  changeMember,
  createDeclaredGroup,
  declareNewGroup,
  groupCompany,
  groupIn,
  leave,
  moveToDepartment,
  getGroupAsApplicant,
  createGroup,
  createActiveGroup,
} from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { completeChecklist } from './chat/complete-checklist.ts'
import { GROUP_DRIFT_TOPIC } from './model/enqueue-group-drift-queries.ts'
import { endGroup } from './registry/end-group.ts'
import { getGroup } from './registry/get-group.ts'
import { listEndedPartners } from './review/due-queries.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import { archiveGroup, renewGroup, restoreGroup, reviewGroup, signCharter } from './ownership/owner-commands.ts'
import { notifiedOf } from '../../testing/fixtures/sent-cards.ts'

const DAY_HOURS = 24
const RENEWED = '来料异常-来料检验组-专项-至26年'

/** Makes a member a partner for whom `sponsor` is responsible. */
const makePartner = (kit: Kit, userid: string, sponsor: string, endsOn = '2099-12-31') =>
  kit.deps.db
    .insert(partners)
    .values({ userid, company: '外协厂', sponsor, endsOn, since: kit.deps.clock.now(), setBy: 'ops' })

describe('a group without an expiry date', () => {
  test('neither a renewal nor a restoration gives an expiry date to a group without one', async ({ kit }) => {
    const people = await groupCompany(kit)
    const group = await createDeclaredGroup(kit, people)
    expect(group.expiresOn).toBeNull()
    expect(group.allowed).not.toContain('renew')
    const renewal = renewGroup(kit.deps, people.applicant, { id: group.id, version: group.version, reason: '还要用' })
    await expect(renewal).rejects.toMatchObject({ code: 'group.command_refused' })
    const archived = await archiveGroup(kit.deps, people.applicant, group)
    const restored = await restoreGroup(kit.deps, people.applicant, archived)
    expect(restored).toMatchObject({ state: 'active', expiresOn: null })
    kit.deps.clock.advanceHours(400 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    expect((await getGroup(kit.deps, people.applicant, group.id)).state).toBe('active')
  })
})

describe('a restored or renewed group', () => {
  test('a group that is restored after its expiry date gets a new date and a name that states it', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    kit.deps.clock.advanceHours(110 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    const archived = await getGroupAsApplicant(kit, people, group)
    expect(archived.state).toBe('archived')
    const restored = await restoreGroup(kit.deps, people.applicant, archived)
    await drainOutbox(kit.deps)
    const until = restored.expiresOn ?? ''
    expect(restored.name).toBe(`${RENEWED}${String(Number(until.slice(5, 7)))}月`)
    expect(groupIn(kit, group)?.name).toBe(restored.name)
  })

  test('a restored group keeps its expiry date and name if the date is in the future', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    const archived = await archiveGroup(kit.deps, people.applicant, at)
    const restored = await restoreGroup(kit.deps, people.applicant, archived)
    expect(restored).toMatchObject({ name: group.name, expiresOn: group.expiresOn })
  })

  test('a group restored before WeCom shows the archive loses nobody, and members who were already removed are added back', async ({
    kit,
  }) => {
    const { people, group, at } = await createActiveGroup(kit)
    const archived = await archiveGroup(kit.deps, people.applicant, at)
    await restoreGroup(kit.deps, people.applicant, archived)
    const before = kit.deps.wecom.groupCalls.length
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.groupCalls.slice(before)).toEqual([])
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen).toMatchObject({ state: 'active', memberCount: 3, isApplying: false, trouble: null })
    const archivedAgain = await archiveGroup(kit.deps, people.applicant, seen)
    await restoreGroup(kit.deps, people.applicant, archivedAgain)
    // WeCom executed the removal, and its answer was lost.
    const { chatId, ...shown } = groupIn(kit, group)!
    kit.deps.wecom.groups.set(chatId, { ...shown, chatId, members: ['guoji', 'mate'] })
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate', 'third'])
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ memberCount: 3, isApplying: false })
  })

  test('a manually created group that is restored before its checklist is completed keeps its members', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const group = await createDeclaredGroup(kit, people)
    const archived = await archiveGroup(kit.deps, people.applicant, group)
    expect(archived.checklist.map(({ what }) => what)).toEqual(['remove', 'name'])
    const restored = await restoreGroup(kit.deps, people.applicant, archived)
    expect(restored).toMatchObject({ state: 'active', checklist: [], isApplying: false, memberCount: 3 })
  })

  test('a manually created group that is restored after its checklist lists whom to add back, and its name', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const { id, version } = await createDeclaredGroup(kit, people)
    const archived = await archiveGroup(kit.deps, people.applicant, { id, version })
    const current = await completeChecklist(kit.deps, people.applicant, archived)
    expect(current).toMatchObject({ memberCount: 2, isApplying: false })
    kit.deps.clock.advanceHours(10 * DAY_HOURS)
    const restored = await restoreGroup(kit.deps, people.admin, current)
    expect(restored).toMatchObject({ state: 'active', memberCount: 2, isApplying: true })
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '请在企业微信完成清单')).toEqual(['guoji'])
    const seen = await getGroup(kit.deps, people.applicant, id)
    expect(seen.checklist).toEqual([
      { what: 'add', text: '王小雨' },
      { what: 'name', text: '产线沟通' },
    ])
    const done = await completeChecklist(kit.deps, people.applicant, seen)
    expect(done).toMatchObject({ memberCount: 3, checklist: [], isApplying: false })
  })

  test('a manually created group that is restored does not list members who have left since, and keeps them out', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const archived = await archiveGroup(kit.deps, people.applicant, await createDeclaredGroup(kit, people))
    await completeChecklist(kit.deps, people.applicant, archived)
    await leave(kit, 'third')
    const current = await getGroup(kit.deps, people.applicant, archived.id)
    const restored = await restoreGroup(kit.deps, people.applicant, current)
    expect(restored.checklist).toEqual([{ what: 'name', text: '产线沟通' }])
    const done = await completeChecklist(kit.deps, people.applicant, restored)
    expect(done).toMatchObject({ memberCount: 2, checklist: [], isApplying: false })
  })

  test('a manually created group whose renewal changes its name lists the new name, also beside other items', async ({
    kit,
  }) => {
    const { people, group, at } = await createActiveGroup(kit)
    await kit.deps.db.update(chatGroups).set({ origin: 'manual', chatId: null }).where(eq(chatGroups.id, group.id))
    const renewed = await renewGroup(kit.deps, people.applicant, { ...at, reason: '还要用' })
    expect(renewed.name).not.toBe(group.name)
    expect(renewed.checklist).toEqual([{ what: 'name', text: renewed.name }])
    await moveToDepartment(kit, 'third', people.other)
    const { version } = await getGroupAsApplicant(kit, people, group)
    const removal = { id: group.id, version, remove: ['third'], keep: [] }
    expect((await reviewGroup(kit.deps, people.applicant, removal)).checklist).toEqual([
      { what: 'remove', text: '王小雨' },
      { what: 'name', text: renewed.name },
    ])
  })

  test("a restored group still waits for its owner's signature if it was not signed", async ({ kit }) => {
    const people = await groupCompany(kit)
    const group = await createGroup(kit, people)
    const archived = await archiveGroup(kit.deps, people.applicant, group)
    const restored = await restoreGroup(kit.deps, people.applicant, archived)
    expect(restored).toMatchObject({ state: 'charter', charter: { signedAt: null } })
    expect(await signCharter(kit.deps, people.applicant, restored)).toMatchObject({ state: 'active' })
  })
})

describe('findArchiveKeepers', () => {
  test('an archived group without a deputy keeps an employee rather than a partner, as the page shows', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await makePartner(kit, 'buyer', 'guoji')
    const wecomGroup = groupIn(kit, group)
    if (wecomGroup)
      kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, members: ['buyer', 'guoji', 'mate', 'third'] })
    const { version } = await getGroupAsApplicant(kit, people, group)
    await renewGroup(kit.deps, people.applicant, { id: group.id, version, reason: '还要用' })
    await drainOutbox(kit.deps)
    await leave(kit, 'mate')
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen).toMatchObject({ deputy: null, stays: [{ userid: 'guoji' }, { userid: 'third' }] })
    await archiveGroup(kit.deps, people.applicant, seen)
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'third'])
  })

  test('an archived group whose owner has left the company keeps the deputy and one more member', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'guoji')
    const { stays } = await getGroup(kit.deps, people.admin, group.id)
    expect(stays.map(({ userid }) => userid)).toEqual(['mate', 'third'])
  })

  test('an archived group whose owner is disabled keeps them, the deputy and one more member', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await changeMember(kit, 'guoji', { status: DISABLED })
    const { stays } = await getGroup(kit.deps, people.admin, group.id)
    expect(stays.map(({ userid }) => userid)).toEqual(['guoji', 'mate', 'third'])
  })

  test('an archived group with a deputy keeps owner and deputy', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    expect((await getGroupAsApplicant(kit, people, group)).stays.map(({ userid }) => userid)).toEqual(['guoji', 'mate'])
  })
})

describe('a partner whose contract ended', () => {
  const countChecks = ({ deps }: Kit) => deps.db.$count(outbox, eq(outbox.topic, GROUP_DRIFT_TOPIC))
  const reasonOf = async ({ deps }: Kit, userid: string) => {
    const rows = await deps.db.select().from(groupMembers).where(eq(groupMembers.userid, userid))
    return rows.map(({ goneReason }) => goneReason)
  }

  test('a former partner in a dissolved group is not checked again, and does not hide one in another group from the batch', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    kit.deps.wecom.groups.delete(group.chatId ?? '')
    await kit.deps.db.transaction((tx) => endGroup(kit.deps, tx, group.id, 'dissolved'))
    await makePartner(kit, 'third', 'guoji', '2026-03-10')
    for (const _day of [1, 2]) {
      await runDailyGroupJob(kit.deps)
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceHours(1)
    }
    expect(await countChecks(kit)).toBe(0)
    await declareNewGroup(kit, people.applicant, { members: ['mate', 'buyer'] })
    await makePartner(kit, 'buyer', 'guoji', '2026-03-11')
    const day = { today: '2026-03-17', timeZone: kit.deps.site.timeZone }
    expect(await listEndedPartners(kit.deps.db, day, 1)).toEqual(['buyer'])
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    expect(await reasonOf(kit, 'buyer')).toEqual(['contract_ended'])
    expect(await countChecks(kit)).toBe(1)
  })

  test('a former partner who is kept in a review is asked about again in the next quarter, and not at once', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    const view = () => getGroupAsApplicant(kit, people, group)
    await makePartner(kit, 'third', 'guoji', '2026-03-10')
    const runDaily = async () => {
      await runDailyGroupJob(kit.deps)
      await drainOutbox(kit.deps)
      return (await view()).isReviewOpen
    }
    expect(await runDaily()).toBe(true)
    kit.deps.clock.advanceSeconds(1)
    const { version } = await view()
    await reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: [], keep: ['third'] })
    kit.deps.clock.advanceHours(1)
    expect(await runDaily()).toBe(false)
    kit.deps.clock.advanceHours(91 * DAY_HOURS)
    expect(await runDaily()).toBe(true)
  })
})

test('a partner who was kept is asked about again when their contract is ended later on that day', async ({ kit }) => {
  const { people, group } = await createActiveGroup(kit)
  await makePartner(kit, 'third', 'guoji')
  await moveToDepartment(kit, 'third', people.other)
  kit.deps.clock.advanceSeconds(1)
  const { version } = await getGroupAsApplicant(kit, people, group)
  await reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: [], keep: ['third'] })
  const listEnded = () => listEndedPartners(kit.deps.db, { today: '2026-03-17', timeZone: kit.deps.site.timeZone }, 1)
  await kit.deps.db.update(partners).set({ endsOn: '2026-03-16' })
  expect(await listEnded()).toEqual([])
  kit.deps.clock.advanceHours(1)
  await kit.deps.db.update(partners).set({ endedAt: kit.deps.clock.now() })
  expect(await listEnded()).toEqual(['third'])
})

test('the leaders of a group are notified when another person archives it', async ({ kit }) => {
  const { people, at } = await createActiveGroup(kit)
  await archiveGroup(kit.deps, people.admin, at)
  await drainOutbox(kit.deps)
  expect(notifiedOf(kit, '群已归档')).toEqual(['guoji', 'mate'])
})
