import { and, count, eq, inArray, ne, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { guardians, members } from '../../../db/schema/index.ts'
import { LEFT } from '../../../kernel/member-drift.ts'

export type GuardianRow = typeof guardians.$inferSelect

const is = (column: typeof guardians.wardId | typeof guardians.guardianId, userid: string) =>
  eq(sql`lower(${column})`, userid.toLowerCase())

const isPair = (ward: string, guardian: string) => and(is(guardians.wardId, ward), is(guardians.guardianId, guardian))

/** Whether he was chosen, and accepted. */
export async function isGuardianOf(db: Database, guardian: string, ward: string): Promise<boolean> {
  const [row] = await db
    .select({ found: count() })
    .from(guardians)
    .where(and(isPair(ward, guardian), eq(guardians.state, 'accepted')))
  return (row?.found ?? 0) > 0
}

/** Who asks this person to be their guardian; who left meanwhile asks for nothing. */
export async function countInvitations(
  db: Database,
  userid: string,
): Promise<{ count: number; oldestAt: Date | null }> {
  const rows = await db
    .select({ since: guardians.since })
    .from(guardians)
    .innerJoin(members, and(sql`lower(${members.userid}) = lower(${guardians.wardId})`, ne(members.status, LEFT)))
    .where(and(is(guardians.guardianId, userid), eq(guardians.state, 'asked')))
    .orderBy(guardians.since)
  return { count: rows.length, oldestAt: rows[0]?.since ?? null }
}

/** Both sides of one person, those that are over left out. */
export const listGuardians = (db: Database, userid: string): Promise<GuardianRow[]> =>
  db
    .select()
    .from(guardians)
    .where(
      and(
        or(is(guardians.wardId, userid), is(guardians.guardianId, userid)),
        inArray(guardians.state, ['asked', 'accepted', 'declined']),
      ),
    )
    .orderBy(guardians.since, guardians.guardianId)

export async function findGuardian(tx: Tx, ward: string, guardian: string): Promise<GuardianRow | null> {
  const [row] = await tx.select().from(guardians).where(isPair(ward, guardian)).for('update')
  return row ?? null
}

export async function saveGuardian(tx: Tx, row: GuardianRow): Promise<void> {
  const { state, since } = row
  await tx
    .insert(guardians)
    .values(row)
    .onConflictDoUpdate({ target: [guardians.wardId, guardians.guardianId], set: { state, since } })
}
