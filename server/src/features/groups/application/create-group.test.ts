import type { RequestId } from '@desk/shared/kernel/ids'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import { describe, expect } from 'vitest'
import { chatGroups } from '../../../db/schema/index.ts'
import { ForbiddenError, WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import {
  submitGroupRequest,
  chatOf,
  groupRequestPayload,
  groupCompany,
  createGroup,
} from '../../../testing/fixtures/groups.ts'
import { notifiedOf } from '../../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { agree, decisionOn, refuse } from '../../../testing/request-fixtures.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { returnRequest } from '../../requests/commands/return-request.ts'
import { withdrawRequest } from '../../requests/commands/withdraw-request.ts'
import { chatIdOf } from '../model/group-request.ts'
import { getGroupForm, getGroupResubmission } from './get-group-form.ts'
import { confirmManualCreation } from './confirm-manual-creation.ts'
import { findGroupOfRequest, listGroupMembers } from '../model/group-queries.ts'

type People = Awaited<ReturnType<typeof groupCompany>>

async function submitAndApprove(kit: Kit, people: People, overrides = {}) {
  const view = await submitGroupRequest(kit, people.applicant, overrides)
  await drainOutbox(kit.deps)
  await decideRequest(kit.deps, people.admin, decisionOn(view, { group: agree }))
  return view
}
const countCreations = ({ deps }: Kit) => deps.wecom.groupCalls.filter((call) => call === 'create').length

describe('submitting a group request again', () => {
  test('the form of a withdrawn, refused or returned group request starts with its values, only for its applicant', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const { applicant, admin } = people
    const { template, topic, purpose, deputyId, members } = groupRequestPayload()
    const asked = { template, topic, purpose, deputyId, members: members.map((userid) => ({ userid })) }
    const startOf = async (id: RequestId, actor = applicant) => (await getGroupForm(kit.deps, actor, id)).again
    const withdrawn = await submitGroupRequest(kit, applicant)
    expect(await startOf(withdrawn.id)).toBeNull()
    await withdrawRequest(kit.deps, applicant, { id: withdrawn.id, version: withdrawn.version })
    expect(await startOf(withdrawn.id)).toMatchObject({ id: withdrawn.id, asked })
    expect(await startOf(withdrawn.id, admin)).toBeNull()
    const refused = await submitGroupRequest(kit, applicant)
    await decideRequest(kit.deps, admin, decisionOn(refused, { group: refuse }))
    expect(await startOf(refused.id)).toMatchObject({ id: refused.id, asked })
    expect(await startOf(refused.id, admin)).toBeNull()
    const returned = await submitGroupRequest(kit, applicant)
    await returnRequest(kit.deps, admin, { ...decisionOn(returned, {}), reason: { code: 'unclear_name', text: '' } })
    expect((await getGroupResubmission(kit.deps, applicant, returned.id)).asked).toMatchObject(asked)
    await expect(getGroupResubmission(kit.deps, admin, returned.id)).rejects.toThrow(ForbiddenError)
  })
})

describe('an approved group', () => {
  test('an approved group is created as requested, read back, welcomed and registered, and its owner has to sign', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    await drainOutbox(kit.deps)
    const { name } = groupRequestPayload()
    expect(chatOf(kit, view)).toMatchObject({ name, ownerId: 'guoji', members: ['guoji', 'mate', 'third'] })
    expect(await getRequest(kit.deps, people.applicant, view.id)).toMatchObject({
      state: 'done',
      proof: { reached: 3, state: 'done' },
      changes: [{ field: 'group', to: name, readBack: { value: name, equal: true } }],
      group: { name, made: { missing: [] } },
    })
    expect(kit.deps.wecom.speeches).toHaveLength(1)
    expect(kit.deps.wecom.speeches[0]?.text).toContain(groupRequestPayload().purpose)
    const group = await findGroupOfRequest(kit.deps.db, view.id)
    expect(group).toMatchObject({ state: 'charter', origin: 'api', ownerId: 'guoji', deputyId: 'mate', memberCount: 3 })
    const members = group ? await listGroupMembers(kit.deps.db, group.id) : []
    expect(members.map(({ userid, reason }) => [userid, reason])).toEqual([
      ['guoji', 'department'],
      ['mate', 'department'],
      ['third', 'department'],
    ])
    const cards = kit.deps.wecom.sent.map(({ userid, card }) => [userid, card.title])
    expect(cards).toContainEqual(['limin', '待审批：郭𠮷 申请建群'])
    expect(cards).toContainEqual(['guoji', '群已建好'])
    expect(cards).toContainEqual(['guoji', '请签署群主的三条职责'])
  })

  test('a group whose creation response was lost is found again, and never created twice', async ({ kit }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    const { createGroup } = kit.deps.wecom
    let calls = 0
    kit.deps.wecom.createGroup = async (group) => {
      await createGroup(group)
      calls += 1
      if (calls === 1) throw new WecomUnreachableError('dropped', 'appchat/create')
    }
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect(await getRequest(kit.deps, people.applicant, view.id)).toMatchObject({
      state: 'done',
      proof: { reached: 3 },
    })
    expect([kit.deps.wecom.groups.size, countCreations(kit)]).toEqual([1, 1])
  })

  test('a group is registered once, and its owner is notified once, when its registration is repeated', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    const { speakInGroup } = kit.deps.wecom
    // The first attempt ends after the registration.
    kit.deps.wecom.speakInGroup = async () => {
      throw new WecomUnreachableError('timeout', 'appchat/send')
    }
    await drainOutbox(kit.deps)
    const registered = await findGroupOfRequest(kit.deps.db, view.id)
    expect(registered).toMatchObject({ state: 'charter' })
    kit.deps.wecom.speakInGroup = speakInGroup
    // Before the next attempt, a member invites a colleague.
    const chat = chatOf(kit, view)!
    kit.deps.wecom.groups.set(chat.chatId, { ...chat, members: [...chat.members, 'buyer'] })
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, people.applicant, view.id)).state).toBe('done')
    expect((await kit.deps.db.select({ id: chatGroups.id }).from(chatGroups)).map(({ id }) => id)).toEqual([
      registered?.id,
    ])
    const titles = kit.deps.wecom.sent.map(({ card }) => card.title)
    expect(titles.filter((title) => title === '请签署群主的三条职责')).toHaveLength(1)
  })

  test('a group whose chat id belongs to another group needs manual work, and the applicant and the operators are notified', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    const chatId = chatIdOf(kit.deps.site.corpId, view.id)
    kit.deps.wecom.groups.set(chatId, { chatId, name: '别人的群', ownerId: 'buyer', members: ['buyer', 'ops'] })
    await drainOutbox(kit.deps)
    const differs = await getRequest(kit.deps, people.applicant, view.id)
    expect(differs).toMatchObject({ state: 'executing', phase: 'by_hand', changes: [{ readBack: null }] })
    expect(differs.timeline.at(-1)).toMatchObject({ type: 'read_back_differs', details: { note: '别人的群' } })
    const titles = kit.deps.wecom.sent.map(({ userid, card }) => `${userid} ${card.title}`)
    expect(titles).toEqual(expect.arrayContaining(['guoji 已建群，核对不一致', 'ops 请手工建群：郭𠮷']))
  })

  test('a group is created without members who left, whose names are reported', async ({ kit }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    kit.deps.wecom.members.delete('third')
    await drainOutbox(kit.deps)
    expect(chatOf(kit, view)?.members).toEqual(['guoji', 'mate'])
    expect(await getRequest(kit.deps, people.applicant, view.id)).toMatchObject({
      state: 'done',
      group: { made: { missing: [{ name: '王小雨' }] } },
    })
  })

  test('a deputy who left before the group was created is not its deputy, and the owner appoints another', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    kit.deps.wecom.members.delete('mate')
    await drainOutbox(kit.deps)
    expect(chatOf(kit, view)?.members).toEqual(['guoji', 'third'])
    expect(await findGroupOfRequest(kit.deps.db, view.id)).toMatchObject({ deputyId: null, memberCount: 2 })
    expect(notifiedOf(kit, '请另选一位')).toEqual(['guoji'])
    expect(notifiedOf(kit, '请你担任副群主')).toEqual([])
  })

  test.for([86006, 86008, 49008])(
    'a group creation that WeCom refuses with %i fails, and the timeline names the code',
    async (errcode, { kit }) => {
      const people = await groupCompany(kit)
      const view = await submitAndApprove(kit, people)
      kit.deps.wecom.createGroup = async () => {
        throw new WecomRefusedError(errcode, 'appchat/create')
      }
      await drainOutbox(kit.deps)
      const failed = await getRequest(kit.deps, people.applicant, view.id)
      expect(failed).toMatchObject({ state: 'failed', proof: { state: 'failed' } })
      expect(failed.timeline.find(({ type }) => type === 'write_failed')?.details.cause).toBe(String(errcode))
      expect(await findGroupOfRequest(kit.deps.db, view.id)).toBeNull()
    },
  )

  test('a group is created manually where WeCom does not let this app create it; the third step stays open', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    kit.deps.wecom.groupRules.isRootVisible = false
    await drainOutbox(kit.deps)
    expect(await getRequest(kit.deps, people.ops, view.id)).toMatchObject({
      state: 'executing',
      phase: 'by_hand',
      group: { mayTick: true },
    })
    expect(kit.deps.wecom.sent.map(({ card }) => card.title)).toContain('请手工建群：郭𠮷')
    const done = await confirmManualCreation(kit.deps, people.ops, view.id)
    expect(done).toMatchObject({ state: 'done', proof: { reached: 2 } })
    await confirmManualCreation(kit.deps, people.ops, view.id)
    expect(await findGroupOfRequest(kit.deps.db, view.id)).toMatchObject({ origin: 'manual', chatId: null })
  })

  test('a group creation that WeCom rate-limits is repeated after a minute', async ({ kit }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people)
    const { createGroup } = kit.deps.wecom
    kit.deps.wecom.createGroup = async () => {
      throw new WecomRefusedError(45009, 'appchat/create')
    }
    await drainOutbox(kit.deps)
    kit.deps.wecom.createGroup = createGroup
    expect((await getRequest(kit.deps, people.applicant, view.id)).state).toBe('executing')
    kit.deps.clock.advanceSeconds(61)
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, people.applicant, view.id)).state).toBe('done')
  })
})

describe('group requests', () => {
  test('a group request across departments is confirmed by the management department', async ({ kit }) => {
    const people = await groupCompany(kit)
    const view = await submitAndApprove(kit, people, { members: ['mate', 'third', 'buyer'] })
    await drainOutbox(kit.deps)
    const secondStep = await getRequest(kit.deps, people.ops, view.id)
    expect(secondStep).toMatchObject({ state: 'open', step: 'ops', group: { isAcrossDepartments: true } })
    expect(kit.deps.wecom.groups.size).toBe(0)
    await decideRequest(kit.deps, people.ops, decisionOn(secondStep, { group: agree }))
    await drainOutbox(kit.deps)
    expect(chatOf(kit, view)?.members).toContain('buyer')
  })

  test('a group request that is refused or returned names the clause of groups when the reason has none', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const reason = { code: 'other', text: '等预算批了再建' } as const
    const first = await submitGroupRequest(kit, people.applicant)
    const decision = decisionOn(first, { group: { verdict: 'refuse', reason } })
    await decideRequest(kit.deps, people.admin, decision)
    const refused = await getRequest(kit.deps, people.applicant, first.id)
    expect(refused.changes[0]?.verdict).toMatchObject({ reason: { clause: '4.1c1' } })
    const second = await submitGroupRequest(kit, people.applicant)
    const secondReturned = await returnRequest(kit.deps, people.admin, { ...decisionOn(second, {}), reason })
    expect(secondReturned.timeline.at(-1)).toMatchObject({ details: { reason: { clause: '4.1c1' } } })
  })

  test('a group request is refused with a reason, and no group is created', async ({ kit }) => {
    const people = await groupCompany(kit)
    const view = await submitGroupRequest(kit, people.applicant)
    await decideRequest(kit.deps, people.admin, decisionOn(view, { group: refuse }))
    await drainOutbox(kit.deps)
    expect([kit.deps.wecom.groups.size, countCreations(kit)]).toEqual([0, 0])
  })

  test.for([
    ['another name than the rules compose', { name: '随便' }, 'group.name_differs'],
    ['an invisible character', { topic: '来\u200b料' }, 'group.unseen_sign'],
    ['somebody unknown', { members: ['mate', 'ghost'] }, 'group.member_gone'],
    ['a deputy who is not a member', { deputyId: 'buyer' }, 'group.deputy'],
    [
      'an expiry date in the past',
      { expiresOn: '2026-01-31', name: '来料异常-来料检验组-专项-至26年1月' },
      'info.day_past',
    ],
    ['an unknown template', { template: 'gone' }, 'group.template_gone'],
  ] satisfies [string, Partial<GroupPayload>, string][])(
    'a group request with %s is refused',
    async ([, overrides, code], { kit }) => {
      const { applicant } = await groupCompany(kit)
      const refused = await submitGroupRequest(kit, applicant, overrides).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'input.invalid', details: { fields: [{ code }] } })
    },
  )

  test('the sixth group request of a day is refused', async ({ kit }) => {
    const { applicant } = await groupCompany(kit)
    for (let count = 0; count < 5; count += 1) await submitGroupRequest(kit, applicant)
    await expect(submitGroupRequest(kit, applicant)).rejects.toMatchObject({ code: 'group.daily_limit' })
    kit.deps.clock.advanceHours(24)
    await expect(submitGroupRequest(kit, applicant)).resolves.toMatchObject({ state: 'open' })
  })
})

test('a created group has a chat id in the form that WeCom accepts', async ({ kit }) => {
  const group = await createGroup(kit, await groupCompany(kit))
  expect(group.chatId).toMatch(/^[0-9a-zA-Z]{1,32}$/)
})
