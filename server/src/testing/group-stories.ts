import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupPayload } from '@desk/shared/requests/kinds/group-create'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { chatIdOf } from '../features/kinds/groups/chat-id.ts'
import { findGroupOfRequest, type GroupRow } from '../features/kinds/groups/group-queries.ts'
import { decideRequest } from '../features/requests/decide-request.ts'
import { submitRequest } from '../features/requests/submit-request.ts'
import { drainOutbox } from './drain-outbox.ts'
import type { Kit } from './kit.ts'
import { agree, decisionOn, smallCompany } from './stories.ts'

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
