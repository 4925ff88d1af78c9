import type { MemberActor } from '@desk/shared/identity/actor'
import type { Database } from '../../db/database.ts'
import { findMemberRow, type MemberRow } from '../../access/actor-queries.ts'
import { LEFT } from '../../directory/member-drift.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { departmentPath } from '../requests/approvers/people-queries.ts'

type Holder = Pick<MemberActor, 'adminOf' | 'roles'>

/**
 * Returns whether the actor submits changes of everybody: HR, and the lead of the management department, who plan
 * transfers.
 */
export const actsForEverybody = ({ roles }: Pick<MemberActor, 'roles'>): boolean =>
  roles.some((role) => role === 'hr' || role === 'ops_lead')

/**
 * Returns a member of whose main department, or of one above it, the actor is an admin, or anybody for those who act for
 * everybody; null: there is none such.
 */
export async function findOwnMember(db: Database, actor: Holder, userid: string): Promise<MemberRow | null> {
  const { adminOf } = actor
  const isForAll = actsForEverybody(actor)
  const member = adminOf.length === 0 && !isForAll ? null : await findMemberRow(db, userid)
  if (!member || member.status === LEFT) return null
  if (isForAll) return member
  const path = await departmentPath(db, member.mainDepartmentId)
  return adminOf.some((id) => path.includes(id)) ? member : null
}

/** @throws NotFoundError when the actor does not submit changes of this member */
export async function requireOwnMember(db: Database, actor: Holder, userid: string): Promise<MemberRow> {
  const member = await findOwnMember(db, actor, userid)
  if (!member) throw new NotFoundError()
  return member
}
