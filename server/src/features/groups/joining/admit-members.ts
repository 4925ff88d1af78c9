import { today } from '../../../access/grant-conditions.ts'
import type { WecomGroup } from '../../../ports/wecom-groups.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { payloadOf } from '../model/group-request.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'

const MAY_BE_IN = [1, 4]
const isHere = (one: PersonFacts | undefined): one is PersonFacts =>
  one !== undefined && MAY_BE_IN.includes(one.status) && !one.contractEnded

export type Admission = {
  wanted: WecomGroup
  /** Who was asked for and is not here any more. */
  leftOut: string[]
  /** Why there is no group at all, as a cause that people are told; null: nothing is in the way. */
  obstacle: string | null
}

/** Looked at again when it is made: somebody may have gone since he was asked for. Source: reliability F14. */
export async function admitMembers(deps: ReadDeps, request: RequestRow, chatId: string): Promise<Admission> {
  const { name, members } = payloadOf(request)
  const facts = await factsOf(deps.db, [request.applicantId, ...members], today(deps))
  const owner = facts.get(request.applicantId.toLowerCase())
  const here = members.flatMap((userid) => {
    const one = facts.get(userid.toLowerCase())
    return isHere(one) ? [one.userid] : []
  })
  const present = new Set(here.map((userid) => userid.toLowerCase()))
  const ownerId = owner?.userid ?? request.applicantId
  return {
    wanted: { chatId, name, ownerId, members: [ownerId, ...here] },
    leftOut: members.filter((userid) => !present.has(userid.toLowerCase())),
    obstacle: !isHere(owner) ? 'member_disabled' : here.length === 0 ? '86006' : null,
  }
}
