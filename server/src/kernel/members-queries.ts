import { type Role, roles } from '@desk/shared/identity/actor'
import { and, eq, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { members, roleGrants } from '../db/schema/index.ts'
import type { WecomMember } from '../ports/wecom.ts'
import type { Deps } from './deps.ts'
import { isLiveGrant, today } from './live-grants.ts'
import { mirrorMembers } from './mirror-members.ts'

export type MemberRow = typeof members.$inferSelect

/** WeCom compares userids without regard to case, and answers some calls in lower case. */
const isMember = (userid: string) => eq(sql`lower(${members.userid})`, userid.toLowerCase())

/** The mirrored member, whatever the case of `userid`. */
export async function findMemberRow(db: Database, userid: string): Promise<MemberRow | null> {
  const [row] = await db.select().from(members).where(isMember(userid))
  return row ?? null
}

/**
 * Puts what WeCom says about a member into the mirror. Returns the userid as the mirror spells it, which never changes.
 */
export async function upsertMember(tx: Tx, member: WecomMember, at: Date): Promise<string> {
  await mirrorMembers(tx, [member], { at, source: 'sign_in' })
  return (await findMemberRow(tx, member.userid))?.userid ?? member.userid
}

export type HeldRoles = { roles: Role[]; adminOf: number[] }

/** What a member may act as now. Read anew for every request, so that a withdrawn grant ends at once. */
export async function rolesOf(deps: Pick<Deps, 'db' | 'clock' | 'site'>, userid: string): Promise<HeldRoles> {
  const grants = await deps.db
    .select({ role: roleGrants.role, departmentId: roleGrants.departmentId })
    .from(roleGrants)
    .where(and(eq(sql`lower(${roleGrants.userid})`, userid.toLowerCase()), isLiveGrant(today(deps))))
  const held = new Set<string>(grants.map(({ role }) => role))
  const administered = grants.flatMap(({ role, departmentId }) =>
    role === 'dept_admin' && departmentId !== null ? [departmentId] : [],
  )
  return { roles: roles.filter((role) => held.has(role)), adminOf: administered.sort((a, b) => a - b) }
}
