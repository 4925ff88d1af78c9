import type { MemberActor } from '@desk/shared/identity/actor'
import type { RouteKey } from '@desk/shared/pages/route-rules'
import { type SQL, sql } from 'drizzle-orm'
import type { Kit } from '../kit.ts'
import type { policyCompany } from '../fixtures/policy.ts'

/** A call that succeeds while the caller holds the role. */
export type RoleCall = {
  by: MemberActor
  path: string
  body?: unknown
  /** The row that the command waits for, where it takes one before it writes: a statement that holds it. */
  row?: SQL
}
export type RolePeople = Awaited<ReturnType<typeof policyCompany>>
export type RoleCalls = Partial<Record<RouteKey, (kit: Kit, people: RolePeople) => Promise<RoleCall>>>

export const rowOf = (table: string, id: string | number): SQL =>
  sql`select 1 from ${sql.identifier(table)} where id = ${id} for update`
