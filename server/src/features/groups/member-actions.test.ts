import type { GroupView } from '@desk/shared/groups/group-schemas'
import { describe, expect } from 'vitest'
import { partners } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  declareNewGroup,
  groupCompany,
  groupIn,
  type GroupPeople,
  getGroupAsApplicant,
  moveToDepartment,
  createActiveGroup,
} from '../../testing/fixtures/groups.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { acceptGroup } from './ownership/accept-group.ts'
import { report } from '../../testing/fixtures/lost-device.ts'
import { declareGroup } from './registry/declare-group.ts'
import { findDeputies } from './model/find-deputies.ts'
import { findSimilar } from './application/find-similar.ts'
import { getGroup } from './registry/get-group.ts'
import { joinGroup } from './joining/join-group.ts'
import { renewGroup, reviewGroup, signCharter } from './ownership/owner-commands.ts'
import { listGroups } from './registry/list-groups.ts'
import { reportViolation } from './reports/violation-reports.ts'
import { completeChecklist } from './chat/complete-checklist.ts'

async function lockForLostPhone(kit: Kit, people: GroupPeople, userid: string): Promise<void> {
  kit.deps.clock.advanceSeconds(1)
  await report(kit, people.ops, userid)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.members.get(userid)?.status).toBe(2)
}

describe('actions of members of groups', () => {
  test('a renewed group has a name that states the new expiry', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    const renewed = await renewGroup(kit.deps, people.applicant, { ...at, reason: '还有两批要跟' })
    expect(renewed).toMatchObject({ expiresOn: '2026-09-30', name: '来料异常-来料检验组-专项-至26年9月' })
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.name).toBe('来料异常-来料检验组-专项-至26年9月')
  })

  test('a member finds a similar group, and joins one of their own department directly', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    const newcomer = await kit.given.member({ userid: 'newcomer', name: '欧阳若楠', department: people.department })
    const found = await findSimilar(kit.deps, newcomer, '来料异常处理')
    expect(found.items).toMatchObject([{ id: group.id, memberCount: 3, join: 'now', owner: { name: '郭𠮷' } }])
    expect((await findSimilar(kit.deps, people.buyer, '来料议常')).items).toMatchObject([{ join: 'ask' }])
    expect((await findSimilar(kit.deps, newcomer, '年会筹备')).items).toEqual([])
    await joinGroup(kit.deps, newcomer, group.id)
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toContain('newcomer')
    expect((await getGroupAsApplicant(kit, people, group)).memberCount).toBe(4)
    await expect(joinGroup(kit.deps, people.buyer, group.id)).rejects.toMatchObject({ code: 'auth.forbidden' })
  })

  test('members stay in their groups when their account is locked for a lost phone', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await lockForLostPhone(kit, people, 'third')
    const seen = await getGroup(kit.deps, people.mate, group.id)
    expect(seen).toMatchObject({ goneCount: 0, drifted: [], isReviewOpen: false, isVacant: false, offeredTo: [] })
    expect(kit.deps.wecom.sent.filter(({ card }) => /担任群主|理由已失效/.test(card.title))).toEqual([])
  })

  test('an owner who lost their phone stays in the group, while ownership is offered to others', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await lockForLostPhone(kit, people, 'guoji')
    const seen = await getGroup(kit.deps, people.mate, group.id)
    expect(seen).toMatchObject({ goneCount: 0, drifted: [], isVacant: true, owner: { userid: 'guoji' } })
    const offers = kit.deps.wecom.sent.filter(({ card }) => /担任群主/.test(card.title))
    // The cards do not say that the owner has left the company.
    expect(offers.map(({ card }) => card.title)).toEqual([
      '郭𠮷 目前不能担任群主，请你接任',
      '郭𠮷 目前不能担任群主，请你接任',
    ])
  })

  test('a member sees their own groups and those of the departments they are responsible for', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    const ids = async (who: GroupPeople['applicant']) => {
      const { own, below } = await listGroups(kit.deps, who, {})
      return [own.map(({ id }) => id), below?.items.map(({ id }) => id) ?? null]
    }
    expect(await ids(people.applicant)).toEqual([[group.id], null])
    expect(await ids(people.admin)).toEqual([[], [group.id]])
    expect(await ids(people.ops)).toEqual([[], null])
    expect(await ids(people.buyer)).toEqual([[], null])
    const request = async (who: GroupPeople['applicant']) => (await getGroup(kit.deps, who, group.id)).requestId
    // The view contains no link to a request that the person may not see.
    expect([await request(people.applicant), await request(people.admin)]).toEqual([group.requestId, group.requestId])
    expect([await request(people.mate), await request(people.third)]).toEqual([null, null])
    await expect(getGroup(kit.deps, people.buyer, group.id)).rejects.toMatchObject({ code: 'group.not_found' })
  })

  test('a member reports a violation without being named to anyone', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await reportViolation(kit.deps, people.third, { id: group.id, to: 'ops', what: 'rumour' })
    await drainOutbox(kit.deps)
    const violationCards = kit.deps.wecom.sent.filter(({ card }) => card.title.includes('违规'))
    expect(violationCards.map(({ userid }) => userid)).toEqual(['ops'])
    expect(JSON.stringify(violationCards)).not.toContain('third')
    expect(JSON.stringify((await getGroupAsApplicant(kit, people, group)).reports)).not.toContain('third')
    await expect(
      reportViolation(kit.deps, people.buyer, { id: group.id, to: 'ops', what: 'rumour' }),
    ).rejects.toMatchObject({
      code: 'group.not_found',
    })
  })

  test('a member declares a manually created group, whose changes become a checklist', async ({ kit }) => {
    const people = await groupCompany(kit)
    const declared = await declareGroup(kit.deps, people.applicant, {
      name: '产线沟通',
      purpose: '产线日常',
      deputyId: 'mate',
      members: ['mate', 'third'],
    })
    expect(declared).toMatchObject({ state: 'declared', allowed: ['appoint'] })
    await drainOutbox(kit.deps)
    expect(
      kit.deps.wecom.sent.filter(({ card }) => card.title.includes('登记了手工建的群')).map(({ userid }) => userid),
    ).toEqual(['limin'])
    const accepted = await acceptGroup(kit.deps, people.admin, {
      id: declared.id,
      version: declared.version,
      accept: true,
    })
    const signed = await signCharter(kit.deps, people.applicant, accepted)
    await moveToDepartment(kit, 'third', people.other)
    const seen = await getGroup(kit.deps, people.applicant, declared.id)
    expect(seen.version).toBeGreaterThan(signed.version)
    const command = { id: declared.id, version: seen.version, remove: ['third'], keep: [] }
    const listed = await reviewGroup(kit.deps, people.applicant, command)
    expect(listed.checklist).toEqual([{ what: 'remove', text: '王小雨' }])
    const done = await completeChecklist(kit.deps, people.applicant, { id: declared.id, version: listed.version })
    expect(done).toMatchObject({ checklist: [], memberCount: 2, isApplying: false })
    expect(kit.deps.wecom.groupCalls).toEqual([])
  })

  test('a group that is declared twice with the same key is registered once', async ({ kit }) => {
    const people = await groupCompany(kit)
    const { requestAs } = createTestClient(kit.deps)
    const declare = async (key: string) => {
      const declared = { name: '产线沟通', purpose: '产线日常', deputyId: null, members: ['mate'] }
      const answer = await requestAs(people.applicant, 'POST', '/api/groups', declared, { 'idempotency-key': key })
      return ((await answer.json()) as GroupView).id
    }
    const first = await declare('same-key-1')
    expect(await declare('same-key-1')).toBe(first)
    expect(await declare('same-key-2')).not.toBe(first)
    expect((await listGroups(kit.deps, people.applicant, {})).own).toHaveLength(2)
  })

  test('a partner cannot declare a group as its owner', async ({ kit }) => {
    const people = await groupCompany(kit)
    await kit.deps.db.insert(partners).values({
      userid: 'buyer',
      company: '外协厂',
      sponsor: 'guoji',
      endsOn: '2099-12-31',
      since: kit.deps.clock.now(),
      setBy: 'ops',
    })
    await expect(declareNewGroup(kit, people.buyer)).rejects.toMatchObject({
      code: 'input.invalid',
      details: { fields: [{ code: 'group.partner_owner' }] },
    })
  })

  test('a member cannot accept a group that they declared; a rejected group has ended', async ({ kit }) => {
    const people = await groupCompany(kit)
    const declare = () =>
      declareGroup(kit.deps, people.admin, { name: '检验日常', purpose: '日常', deputyId: null, members: ['mate'] })
    const notifiedUserids = () =>
      kit.deps.wecom.sent.filter(({ card }) => card.title.includes('登记了手工建的群')).map(({ userid }) => userid)
    const { id, version } = await declare()
    await drainOutbox(kit.deps)
    expect(notifiedUserids()).toEqual(['ops'])
    const ownAcceptance = acceptGroup(kit.deps, people.admin, { id, version, accept: true })
    await expect(ownAcceptance).rejects.toMatchObject({ code: 'auth.forbidden' })
    const reason = { code: 'join_existing', text: '用“检验一线”' } as const
    const rejected = await acceptGroup(kit.deps, people.ops, { id, version, accept: false, reason })
    expect(rejected).toMatchObject({ state: 'gone', allowed: [] })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.sent.at(-1)).toMatchObject({
      userid: 'limin',
      card: { title: '登记的群未获确认', subtitle: '检验日常：已有类似的群，用“检验一线”' },
    })
    // Its owner sees who rejected it, why, and by which clause.
    expect((await getGroup(kit.deps, people.admin, id)).declined).toEqual({
      ...reason,
      clause: '4.1c1',
      by: { userid: 'ops', name: '周启明' },
      at: kit.deps.clock.now().toISOString(),
    })
    expect((await listGroups(kit.deps, people.admin, {})).own).toMatchObject([{ id, state: 'gone', isDeclined: true }])
  })

  test('only suitable members can be found as deputy', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    const find = async (who: typeof people.ops, q: string) =>
      (await findDeputies(kit.deps, who, { id: group.id, q })).items.map(({ userid }) => userid)
    // A sync creates the search keys of the names.
    for (const userid of ['third', 'mate', 'guoji']) await moveToDepartment(kit, userid, people.department)
    await moveToDepartment(kit, 'buyer', people.other)
    expect(await find(people.applicant, '王')).toEqual(['third'])
    expect(await find(people.admin, 'wang')).toEqual(['third'])
    // The owner, the present deputy, and somebody who is not a member of the group.
    for (const q of ['郭', '次仁', '司马']) expect([q, await find(people.applicant, q)]).toEqual([q, []])
    await moveToDepartment(kit, 'third', people.other)
    expect(await find(people.applicant, '王')).toEqual([])
    await expect(find(people.third, '次仁')).rejects.toMatchObject({ code: 'group.not_found' })
  })

  test('members who joined or left in WeCom are read back, and a name changed there is set back', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    const wecomGroup = groupIn(kit, group)
    if (!wecomGroup) throw new Error('No chat')
    kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, members: ['guoji', 'mate', 'buyer'], name: '改了' })
    await renewGroup(kit.deps, people.applicant, { ...at, reason: '还要用' })
    await drainOutbox(kit.deps)
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen.members.map(({ userid, reason }) => [userid, reason])).toEqual([
      ['buyer', 'guest'],
      ['guoji', 'department'],
      ['mate', 'department'],
    ])
    expect(groupIn(kit, group)?.name).toBe(seen.name)
  })

  test('a group that was dissolved in WeCom has ended', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    const wecomGroup = groupIn(kit, group)
    if (wecomGroup) kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, gone: true })
    await renewGroup(kit.deps, people.applicant, { ...at, reason: '还要用' })
    await drainOutbox(kit.deps)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ state: 'gone', trouble: '49008' })
  })
})
