import type { MemberActor } from '@desk/shared/identity/actor'
import type { ReadDeps } from '../kernel/deps.ts'
import { findMemberRow, mayAct, rolesOf } from './actor-queries.ts'

/**
 * Finds a member who is known by their userid alone, such as the one who pressed a button of a card, with the roles that
 * they have now. Null when they may not act.
 */
export async function findActiveActor(deps: ReadDeps, userid: string): Promise<MemberActor | null> {
  const member = await findMemberRow(deps.db, userid)
  if (!member || !(await mayAct(deps.db, member.userid))) return null
  return { kind: 'member', userid: member.userid, ...(await rolesOf(deps, member.userid)) }
}
