import type { MemberActor } from '@desk/shared/identity/actor'
import type { Database } from '../../db/database.ts'
import { findMemberRow, type MemberRow } from '../../access/actor-queries.ts'
import { LEFT } from '../../directory/member-drift.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { departmentPath } from '../requests/approvers/people-queries.ts'

type ActorRights = Pick<MemberActor, 'adminOf' | 'roles'>

/**
 * Returns whether the actor may submit changes for everybody, as HR and the leads of the management department may, who plan
 * transfers.
 */
export const actsForEverybody = ({ roles }: Pick<MemberActor, 'roles'>): boolean =>
  roles.some((role) => role === 'hr' || role === 'ops_lead')

/**
 * Returns a member for whom the actor may submit changes: one whose main department, or a department above it, they administer,
 * or anybody if they act for everybody. Null: there is no such member.
 */
export async function findChangeableMember(
  db: Database,
  actor: ActorRights,
  userid: string,
): Promise<MemberRow | null> {
  const { adminOf } = actor
  const isForAll = actsForEverybody(actor)
  const member = adminOf.length === 0 && !isForAll ? null : await findMemberRow(db, userid)
  if (!member || member.status === LEFT) return null
  if (isForAll) return member
  const path = await departmentPath(db, member.mainDepartmentId)
  return adminOf.some((id) => path.includes(id)) ? member : null
}

/** Returns a member as `findChangeableMember` does. @throws NotFoundError when the actor may not submit changes for them */
export async function requireChangeableMember(db: Database, actor: ActorRights, userid: string): Promise<MemberRow> {
  const member = await findChangeableMember(db, actor, userid)
  if (!member) throw new NotFoundError()
  return member
}
