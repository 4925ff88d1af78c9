import { and, eq, inArray, or } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { guardians } from '../../../db/schema/index.ts'

export type GuardianRow = typeof guardians.$inferSelect

const isPair = (ward: string, guardian: string) =>
  and(matchesUserid(guardians.wardId, ward), matchesUserid(guardians.guardianId, guardian))

/** Returns whether the member chose this guardian and the guardian accepted. */
export const isGuardianOf = (db: Database, guardianId: string, wardId: string): Promise<boolean> =>
  isGuardianIn(db, { wardId, guardianId }, 'accepted')

/** Returns whether the pair is in this state. */
export async function isGuardianIn(
  db: Database,
  { wardId, guardianId }: Pick<GuardianRow, 'wardId' | 'guardianId'>,
  state: GuardianRow['state'],
): Promise<boolean> {
  return (await db.$count(guardians, and(isPair(wardId, guardianId), eq(guardians.state, state)))) > 0
}

/** Lists the guardians and the wards of one person, without ended pairs. */
export const listGuardians = (db: Database, userid: string): Promise<GuardianRow[]> =>
  db
    .select()
    .from(guardians)
    .where(
      and(
        or(matchesUserid(guardians.wardId, userid), matchesUserid(guardians.guardianId, userid)),
        inArray(guardians.state, ['asked', 'accepted', 'declined', 'resigned']),
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
