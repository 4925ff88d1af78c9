import { and, eq, gt, isNull, not, sql } from 'drizzle-orm'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { Database, Tx } from '../../db/database.ts'
import { members, opsClaims, roleGrants } from '../../db/schema/index.ts'
import { isGrantActive } from '../../access/grant-conditions.ts'
import { whereHeld } from '../../directory/held-member-queries.ts'
import { ACTIVE } from '../../directory/member-drift.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'

/** Id of the only row, so that only the latest code is valid. */
const CLAIM_ID = 1

/** Replaces the current code. */
export async function putClaim(
  tx: Tx,
  claim: Pick<typeof opsClaims.$inferInsert, 'codeHash' | 'createdAt' | 'expiresAt'>,
): Promise<void> {
  const row = { ...claim, usedAt: null, usedBy: null }
  await tx
    .insert(opsClaims)
    .values({ id: CLAIM_ID, ...row })
    .onConflictDoUpdate({ target: opsClaims.id, set: row })
}

/** Marks the code as used. Of two concurrent callers, exactly one gets true. */
export async function useClaim(tx: Tx, codeHash: string, by: string, at: Date): Promise<boolean> {
  const used = await tx
    .update(opsClaims)
    .set({ usedAt: at, usedBy: by })
    .where(
      and(
        eq(opsClaims.id, CLAIM_ID),
        eq(opsClaims.codeHash, codeHash),
        isNull(opsClaims.usedAt),
        gt(opsClaims.expiresAt, at),
      ),
    )
    .returning({ id: opsClaims.id })
  return used.length === 1
}

/**
 * Returns whether a member who can act is the ops lead, who grants all other roles: neither suspended nor among the held
 * departures.
 */
export async function hasLead(db: Database, day: CalendarDay): Promise<boolean> {
  const [row] = await db
    .select({ id: roleGrants.id })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        eq(roleGrants.role, 'ops_lead'),
        isGrantActive(day),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        not(await whereHeld(db)),
      ),
    )
    .limit(1)
  return row !== undefined
}
