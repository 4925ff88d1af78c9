import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { Database, Tx } from '../../db/database.ts'
import { members, opsClaims, roleGrants } from '../../db/schema/index.ts'
import { isGrantActive } from '../../access/grant-conditions.ts'

/** One row, so that one code is good however many were printed. */
const ONLY = 1

/** Puts this code in the place of any other. */
export async function putClaim(
  tx: Tx,
  claim: Pick<typeof opsClaims.$inferInsert, 'codeHash' | 'createdAt' | 'expiresAt'>,
): Promise<void> {
  const row = { ...claim, usedAt: null, usedBy: null }
  await tx
    .insert(opsClaims)
    .values({ id: ONLY, ...row })
    .onConflictDoUpdate({ target: opsClaims.id, set: row })
}

/** Compare-and-set: of two people with one code, exactly one gets true. */
export async function useClaim(tx: Tx, codeHash: string, by: string, at: Date): Promise<boolean> {
  const used = await tx
    .update(opsClaims)
    .set({ usedAt: at, usedBy: by })
    .where(
      and(
        eq(opsClaims.id, ONLY),
        eq(opsClaims.codeHash, codeHash),
        isNull(opsClaims.usedAt),
        gt(opsClaims.expiresAt, at),
      ),
    )
    .returning({ id: opsClaims.id })
  return used.length === 1
}

/** Whether somebody who can sign in is the ops lead, who gives every other role. */
export async function hasLead(db: Database, day: CalendarDay): Promise<boolean> {
  const [row] = await db
    .select({ id: roleGrants.id })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(and(eq(roleGrants.role, 'ops_lead'), isGrantActive(day), eq(members.status, 1)))
    .limit(1)
  return row !== undefined
}
