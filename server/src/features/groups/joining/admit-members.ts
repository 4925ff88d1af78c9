import { ACTIVE, NOT_ACTIVATED } from '../../../directory/member-drift.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { WecomGroup } from '../../../ports/wecom-groups.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { payloadOf } from '../model/group-request.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'

/** Statuses of members whom WeCom adds to a group. */
export const ADMISSIBLE_STATUSES: readonly number[] = [ACTIVE, NOT_ACTIVATED]
/** WeCom's code for a group of fewer than two members. */
const TOO_FEW_MEMBERS = '86006'
const isAdmissible = (person: PersonFacts | undefined): person is PersonFacts =>
  person !== undefined && ADMISSIBLE_STATUSES.includes(person.status) && !person.contractEnded

export type Admission = {
  groupToCreate: WecomGroup
  /** Requested members who are no longer available. */
  leftOut: string[]
  /** Code of the reason why no group can be created, as the timeline shows it; null: none. */
  obstacle: string | null
}

/** Checks the members again at creation: they may have left after the request. */
export async function admitMembers(deps: ReadDeps, request: RequestRow, chatId: string): Promise<Admission> {
  const { name, members } = payloadOf(request)
  const facts = await factsOf(deps.db, [request.applicantId, ...members], today(deps))
  const owner = facts.get(request.applicantId.toLowerCase())
  const admissible = members.flatMap((userid) => {
    const person = facts.get(userid.toLowerCase())
    return isAdmissible(person) ? [person.userid] : []
  })
  const present = new Set(admissible.map((userid) => userid.toLowerCase()))
  const tooFew = admissible.length === 0 ? TOO_FEW_MEMBERS : null
  const ownerId = owner?.userid ?? request.applicantId
  return {
    groupToCreate: { chatId, name, ownerId, members: [ownerId, ...admissible] },
    leftOut: members.filter((userid) => !present.has(userid.toLowerCase())),
    obstacle: isAdmissible(owner) ? tooFew : 'member_disabled',
  }
}
