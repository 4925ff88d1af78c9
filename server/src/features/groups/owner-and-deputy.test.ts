import { describe, expect } from 'vitest'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  changeMember,
  groupCompany,
  groupIn,
  leave,
  getGroupAsApplicant,
  createGroup,
  moveToDepartment,
  createActiveGroup,
  createDeclaredGroup,
  useridsWithGroupTask,
} from '../../testing/fixtures/groups.ts'
import { test } from '../../testing/kit.ts'
import { appointDeputy, archiveGroup, restoreGroup, reviewGroup, signCharter } from './ownership/owner-commands.ts'
import { completeChecklist } from './chat/complete-checklist.ts'
import { enqueueApplying } from './registry/change-group.ts'
import { getGroup } from './registry/get-group.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import { answerOwnershipOffer } from './ownership/answer-ownership-offer.ts'
import { notifiedOf } from '../../testing/fixtures/sent-cards.ts'

const DAY_HOURS = 24

describe('deputies', () => {
  test('a deputy who leaves is removed, and the owner has to appoint another', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'mate')
    expect(notifiedOf(kit, '请另选一位')).toEqual(['guoji'])
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen).toMatchObject({ deputy: null, isVacant: false })
    const named = await appointDeputy(kit.deps, people.applicant, {
      id: group.id,
      version: seen.version,
      deputyId: 'third',
    })
    expect(named.deputy?.userid).toBe('third')
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '请你担任副群主')).toEqual(['mate', 'third'])
  })

  test.for([
    ['disabled', 'is to be reviewed', 1],
    ['locked for a lost phone', 'is not', 0],
  ] as const)(
    'a deputy whose account is %s stays deputy, and their membership %s',
    async ([how, , goneCount], { kit }) => {
      const { people, group } = await createActiveGroup(kit)
      const at = kit.deps.clock.now()
      if (how !== 'disabled') await kit.deps.db.transaction((tx) => suspendAccount(tx, 'mate', 'lost', at))
      await changeMember(kit, 'mate', { status: 2 })
      expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ deputy: { userid: 'mate' }, goneCount })
      expect(notifiedOf(kit, '请另选一位')).toEqual([])
    },
  )

  test('a deputy who is removed in a review is no longer deputy once WeCom shows it', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'mate', people.other)
    const { version } = await getGroupAsApplicant(kit, people, group)
    await reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: ['mate'], keep: [] })
    await drainOutbox(kit.deps)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ deputy: null, memberCount: 2 })
    expect(notifiedOf(kit, '请另选一位')).toEqual([])
  })

  test('the owner appoints another deputy when the management department removed theirs in a review', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'mate', people.other)
    const { version } = await getGroup(kit.deps, people.ops, group.id)
    await reviewGroup(kit.deps, people.ops, { id: group.id, version, remove: ['mate'], keep: [] })
    await drainOutbox(kit.deps)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ deputy: null, memberCount: 2 })
    expect(notifiedOf(kit, '请另选一位')).toEqual(['guoji'])
  })

  test('only an active employee among the members can be appointed deputy, and not by an ordinary member', async ({
    kit,
  }) => {
    const { people, group, at } = await createActiveGroup(kit)
    for (const deputyId of ['buyer', 'guoji', 'nobody'])
      await expect(appointDeputy(kit.deps, people.applicant, { ...at, deputyId })).rejects.toMatchObject({
        code: 'input.invalid',
      })
    await expect(appointDeputy(kit.deps, people.third, { ...at, deputyId: 'third' })).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ deputy: { userid: 'mate' } })
  })
})

describe('unsigned charters', () => {
  test("an unsigned charter is escalated to the deputy, the department's admin and ops, then no further", async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const group = await createGroup(kit, people)
    for (let run = 0; run < 5; run += 1) {
      kit.deps.clock.advanceHours(4 * DAY_HOURS)
      await runDailyGroupJob(kit.deps)
      await runDailyGroupJob(kit.deps)
      await drainOutbox(kit.deps)
    }
    expect(notifiedOf(kit, '请你签署群主职责')).toEqual(['mate'])
    expect(notifiedOf(kit, '无人签署群主职责')).toEqual(['limin', 'ops'])
    const { version, charter } = await getGroupAsApplicant(kit, people, group)
    expect(charter.dueAt).toBeNull()
    expect(await signCharter(kit.deps, people.applicant, { id: group.id, version })).toMatchObject({ state: 'active' })
  })

  test('the escalation of an unsigned charter skips a missing deputy', async ({ kit }) => {
    const people = await groupCompany(kit)
    await createGroup(kit, people)
    await leave(kit, 'mate')
    kit.deps.clock.advanceHours(3 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '无人签署群主职责')).toEqual(['limin'])
  })
})

describe('a group without an owner', () => {
  test("a group without an owner is offered once to each person, then reported to the department's admin, whose new deputy is asked", async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'guoji')
    expect(notifiedOf(kit, '请你接任')).toEqual(['mate', 'third'])
    for (const who of [people.mate, people.third]) {
      kit.deps.clock.advanceSeconds(1)
      await answerOwnershipOffer(kit.deps, who, { id: group.id, accept: false })
    }
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '请你接任')).toEqual(['mate', 'third'])
    expect(notifiedOf(kit, '暂无人接任')).toEqual(['limin'])
    expect(await useridsWithGroupTask(kit)).toContain('limin')
    kit.deps.clock.advanceSeconds(1)
    const { version } = await getGroup(kit.deps, people.admin, group.id)
    const appointment = { id: group.id, version, deputyId: 'third' }
    expect((await appointDeputy(kit.deps, people.admin, appointment)).offeredTo).toMatchObject([{ userid: 'third' }])
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '请你接任')).toEqual(['mate', 'third', 'third'])
    expect(await useridsWithGroupTask(kit)).not.toContain('limin')
  })

  test('a group without an owner is offered again when the next owner leaves before WeCom shows them as owner', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'guoji')
    await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
    const wecomGroup = groupIn(kit, group)
    if (wecomGroup) kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, members: ['guoji', 'mate'] })
    await leave(kit, 'third')
    expect(await getGroup(kit.deps, people.mate, group.id)).toMatchObject({
      isVacant: true,
      nextOwner: null,
      offeredTo: [{ userid: 'mate' }],
    })
  })

  test('an offer ends when the member leaves the chat, so that the others decide alone', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'guoji')
    const { chatId, ...shown } = groupIn(kit, group)!
    kit.deps.wecom.groups.set(chatId, { ...shown, chatId, members: ['guoji', 'mate'] })
    await kit.deps.db.transaction((tx) => enqueueApplying(tx, { ...group, version: 1000 }, kit.deps.clock.now()))
    await drainOutbox(kit.deps)
    expect(await getGroup(kit.deps, people.mate, group.id)).toMatchObject({ offeredTo: [{ userid: 'mate' }] })
    await answerOwnershipOffer(kit.deps, people.mate, { id: group.id, accept: false })
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '暂无人接任')).toEqual(['limin'])
  })

  test('the offer to a member ends when the checklist of a manually created group removes them', async ({ kit }) => {
    const people = await groupCompany(kit)
    const { id } = await createDeclaredGroup(kit, people)
    await leave(kit, 'guoji')
    await moveToDepartment(kit, 'third', people.other)
    const { version } = await getGroup(kit.deps, people.mate, id)
    await reviewGroup(kit.deps, people.mate, { id, version, remove: ['third'], keep: ['guoji'] })
    await completeChecklist(kit.deps, people.mate, await getGroup(kit.deps, people.mate, id))
    expect(await getGroup(kit.deps, people.mate, id)).toMatchObject({ offeredTo: [{ userid: 'mate' }] })
  })

  test('a group without an owner is not offered while archived', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    await archiveGroup(kit.deps, people.applicant, at)
    await drainOutbox(kit.deps)
    await leave(kit, 'guoji')
    expect(notifiedOf(kit, '请你接任')).toEqual([])
    const { version } = await getGroup(kit.deps, people.mate, group.id)
    kit.deps.clock.advanceSeconds(1)
    await restoreGroup(kit.deps, people.mate, { id: group.id, version })
    await drainOutbox(kit.deps)
    expect(await getGroup(kit.deps, people.mate, group.id)).toMatchObject({ state: 'active', isVacant: true })
    expect(notifiedOf(kit, '请你接任')).toContain('mate')
  })

  test('a group without an owner is offered to others when everyone it was offered to has left', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'guoji')
    await leave(kit, 'mate')
    await leave(kit, 'third')
    expect(await getGroup(kit.deps, people.admin, group.id)).toMatchObject({ isVacant: true, offeredTo: [] })
    expect(notifiedOf(kit, '暂无人接任')).toEqual(['limin'])
  })
})
