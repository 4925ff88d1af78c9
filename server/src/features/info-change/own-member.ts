import type { MemberActor } from '@desk/shared/identity/actor'
import type { Database } from '../../db/database.ts'
import { findMemberRow, type MemberRow } from '../../access/actor-queries.ts'
import { LEFT } from '../../directory/member-drift.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { departmentPath } from '../requests/approvers/people-queries.ts'

/** Returns a member of whose main department, or of one above it, the actor is an admin; null: there is none such. */
export async function findOwnMember(
  db: Database,
  { adminOf }: Pick<MemberActor, 'adminOf'>,
  userid: string,
): Promise<MemberRow | null> {
  const member = adminOf.length === 0 ? null : await findMemberRow(db, userid)
  if (!member || member.status === LEFT) return null
  const path = await departmentPath(db, member.mainDepartmentId)
  return adminOf.some((id) => path.includes(id)) ? member : null
}

/** @throws NotFoundError when the actor is not an admin of the member's department */
export async function requireOwnMember(
  db: Database,
  actor: Pick<MemberActor, 'adminOf'>,
  userid: string,
): Promise<MemberRow> {
  const member = await findOwnMember(db, actor, userid)
  if (!member) throw new NotFoundError()
  return member
}
