import type { MemberActor } from '@desk/shared/identity/actor'
import type { RouteKey } from '@desk/shared/pages/route-rules'
import { type SQL, sql } from 'drizzle-orm'
import type { Kit } from '../kit.ts'
import type { policyCompany } from '../fixtures/policy.ts'

/** A call that succeeds while the caller has the role. */
export type RoleCall = {
  by: MemberActor
  path: string
  body?: unknown
  /** A statement that locks the row that the command locks before it writes, if any. */
  row?: SQL
}
export type RolePeople = Awaited<ReturnType<typeof policyCompany>>
export type RoleCalls = Partial<Record<RouteKey, (kit: Kit, people: RolePeople) => Promise<RoleCall>>>

export const rowOf = (table: string, id: string | number): SQL =>
  sql`select 1 from ${sql.identifier(table)} where id = ${id} for update`
