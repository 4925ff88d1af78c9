import type { MemberActor } from '@desk/shared/identity/actor'
import type { DeclarationBody, GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { acceptGroup } from '../../features/groups/ownership/accept-group.ts'
import { chatIdOf } from '../../features/groups/model/chat-id.ts'
import { declareGroup } from '../../features/groups/registry/declare-group.ts'
import { getGroup } from '../../features/groups/registry/get-group.ts'
import { findGroupOfRequest, findGroupRow, type GroupRow } from '../../features/groups/model/group-queries.ts'
import { signCharter } from '../../features/groups/ownership/lead-group.ts'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { submitRequest } from '../../features/requests/commands/submit-request.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'
import { agree, decisionOn, smallCompany } from '../stories.ts'

/** Two departments, people in both, and somebody of the management department. */
export async function groupCompany(kit: Kit) {
  const company = await smallCompany(kit)
  const { given } = kit
  const other = await given.department({ parent: company.company, name: '采购部' })
  const mate = await given.member({ userid: 'mate', name: '次仁卓玛', department: company.department })
  const third = await given.member({ userid: 'third', name: '王小雨', department: company.department })
  const buyer = await given.member({ userid: 'buyer', name: '司马文博', department: other })
  const ops = await given.member({ userid: 'ops', name: '周启明', department: other, roles: ['ops'] })
  return { ...company, other, mate, third, buyer, ops }
}

export const groupAsked = (over: Partial<GroupPayload> = {}): GroupPayload => ({
  template: 'special',
  topic: '来料异常',
  name: '来料检验组-来料异常-专项-至26年6月',
  purpose: '来料连续不合格，当天拉齐质检和采购',
  expiresOn: '2026-06-30',
  deputyId: 'mate',
  members: ['mate', 'third'],
  seenSimilar: [],
  ...over,
})

let keys = 0
export async function askForGroup(
  { deps }: Kit,
  by: MemberActor,
  over: Partial<GroupPayload> = {},
): Promise<RequestView> {
  keys += 1
  const draft = { kind: 'group_create', payload: groupAsked(over), idempotencyKey: `group-key-${keys}` } as const
  return (await submitRequest(deps, by, draft)).view
}

/** Asked for, agreed to by the department's admin, and made. */
export async function madeGroup(
  kit: Kit,
  people: { applicant: MemberActor; admin: MemberActor },
  over: Partial<GroupPayload> = {},
): Promise<GroupRow> {
  const view = await askForGroup(kit, people.applicant, over)
  await decideRequest(kit.deps, people.admin, decisionOn(view, { group: agree }))
  await drainOutbox(kit.deps)
  const group = await findGroupOfRequest(kit.deps.db, view.id)
  if (!group) throw new Error('No group came of it')
  return group
}

export const chatOf = ({ deps }: Kit, view: Pick<RequestView, 'id'>) =>
  deps.wecom.groups.get(chatIdOf(deps.site.corpId, view.id))

export type GroupPeople = Awaited<ReturnType<typeof groupCompany>>

/** A group in use: made, and its duties signed. */
export async function running(
  kit: Kit,
): Promise<{ people: GroupPeople; group: GroupRow; at: { id: GroupRow['id']; version: number } }> {
  const people = await groupCompany(kit)
  const made = await madeGroup(kit, people, { members: ['mate', 'third'] })
  const { version } = await signCharter(kit.deps, people.applicant, { id: made.id, version: made.version })
  const group = await findGroupRow(kit.deps.db, made.id)
  if (!group) throw new Error('The group is gone')
  return { people, group, at: { id: made.id, version } }
}
/** As WeCom has it. */
export const groupIn = ({ deps }: Kit, group: GroupRow) => deps.wecom.groups.get(group.chatId ?? '')
export const look = (kit: Kit, people: GroupPeople, group: GroupRow): Promise<GroupView> =>
  getGroup(kit.deps, people.applicant, group.id)

/** In WeCom and in the mirror, as a callback would bring it. */
async function change(kit: Kit, userid: string, over: object): Promise<void> {
  const { deps } = kit
  const member = deps.wecom.members.get(userid)
  if (!member) throw new Error('Unknown member')
  const changed = { ...member, ...over }
  deps.wecom.members.set(userid, changed)
  deps.clock.advanceSeconds(1)
  await deps.db.transaction((tx) => syncMembers(deps, tx, [changed], { at: deps.clock.now(), source: 'test' }))
  await drainOutbox(deps)
}
export const move = (kit: Kit, userid: string, department: number) =>
  change(kit, userid, { departments: [department], mainDepartment: department })

/** Gone from WeCom and from the mirror. */
export async function leave({ deps }: Kit, ...userids: string[]): Promise<void> {
  deps.clock.advanceSeconds(1)
  for (const userid of userids) deps.wecom.members.delete(userid)
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, userids, { at: deps.clock.now(), source: 'test' }))
  await drainOutbox(deps)
}

/** Who got a card whose title has these words, in the order in which they went out. */
export const toldOf = ({ deps }: Kit, part: string): string[] =>
  deps.wecom.sent.filter(({ card }) => card.title.includes(part)).map(({ userid }) => userid)

/** Made by hand, told us by its owner, not accepted so far. */
export const declared = ({ deps }: Kit, by: MemberActor, over: Partial<DeclarationBody> = {}): Promise<GroupView> =>
  declareGroup(deps, by, {
    name: '产线沟通',
    purpose: '产线日常',
    deputyId: 'mate',
    members: ['mate', 'third'],
    ...over,
  })

/** The same, accepted and signed. */
export async function declaredGroup(kit: Kit, people: GroupPeople): Promise<GroupView> {
  const { id, version } = await declared(kit, people.applicant)
  const accepted = await acceptGroup(kit.deps, people.admin, { id, version, accept: true })
  return signCharter(kit.deps, people.applicant, accepted)
}
