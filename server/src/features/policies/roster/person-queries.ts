import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, count, desc, eq, gt, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { notices, policyExceptions, policyExemptions, policyVersions } from '../../../db/schema/index.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { keepExceptions } from './policy-entries-queries.ts'

/** Maps the numbers of the versions of a policy that were published to their ids and labels. */
export async function versionsByNo(db: Database, policyId: PolicyId) {
  const rows = await db
    .select({ no: policyVersions.no, id: policyVersions.id, label: policyVersions.label })
    .from(policyVersions)
    .where(eq(policyVersions.policyId, policyId))
  return new Map(rows.flatMap(({ no, id, label }) => (label === null ? [] : [[no, { id, label }] as const])))
}

/** Counts the reminders about this version that each of these people received, by lower-case userid. */
export async function countReminders(
  db: Database,
  userids: readonly string[],
  { id, requiredSince }: Pick<ActivePolicy, 'id' | 'requiredSince'>,
  until?: Date,
): Promise<ReadonlyMap<string, number>> {
  if (userids.length === 0) return new Map()
  const person = sql<string>`lower(${notices.userid})`
  const rows = await db
    .select({ person, reminders: count() })
    .from(notices)
    .where(
      and(
        inArray(
          person,
          userids.map((userid) => userid.toLowerCase()),
        ),
        inArray(notices.event, ['policy.reminded', 'policy.urged']),
        eq(notices.state, 'sent'),
        gte(notices.plannedAt, requiredSince),
        until && lte(notices.plannedAt, until),
        // Older messages do not store their policies.
        sql`coalesce(${id} = any(${notices.policyIds}), true)`,
      ),
    )
    .groupBy(person)
  return new Map(rows.map((row) => [row.person, row.reminders]))
}

export async function insertExemption(tx: Tx, row: typeof policyExemptions.$inferInsert): Promise<void> {
  await tx.insert(policyExemptions).values(row)
}

/** Ends the exemptions of a person that hold on `day`. Returns false when there was none. */
export async function endExemptions(
  tx: Tx,
  { policyId, userid, by, at, day }: { policyId: PolicyId; userid: string; by: string; at: Date; day: CalendarDay },
): Promise<boolean> {
  const ended = await tx
    .update(policyExemptions)
    .set({ endedAt: at, endedBy: by })
    .where(
      and(
        eq(policyExemptions.policyId, policyId),
        eq(sql`lower(${policyExemptions.userid})`, userid.toLowerCase()),
        isNull(policyExemptions.endedAt),
        or(isNull(policyExemptions.until), gte(policyExemptions.until, day)),
      ),
    )
    .returning({ id: policyExemptions.id })
  return ended.length > 0
}

/** Lists a person's exemptions, newest first. */
export const listExemptions = (db: Database, policyId: PolicyId, userid: string) =>
  db
    .select()
    .from(policyExemptions)
    .where(
      and(eq(policyExemptions.policyId, policyId), eq(sql`lower(${policyExemptions.userid})`, userid.toLowerCase())),
    )
    .orderBy(desc(policyExemptions.at))

/** Lists the exemptions of these people that were not ended, newest first. */
export const listOpenExemptions = (db: Database, policyId: PolicyId, userids: readonly string[]) =>
  db
    .select()
    .from(policyExemptions)
    .where(
      and(
        eq(policyExemptions.policyId, policyId),
        sql`lower(${policyExemptions.userid}) = any(${textArray(userids.map((userid) => userid.toLowerCase()))})`,
        isNull(policyExemptions.endedAt),
      ),
    )
    .orderBy(desc(policyExemptions.at))

/** Lists the exemptions of these people that held at an instant of a day, newest first. */
export const listExemptionsAt = (
  db: Database,
  policyId: PolicyId,
  { userids, at, day }: { userids: readonly string[]; at: Date; day: string },
) => {
  const { endedAt, until } = policyExemptions
  return db
    .select()
    .from(policyExemptions)
    .where(
      and(
        eq(policyExemptions.policyId, policyId),
        sql`lower(${policyExemptions.userid}) = any(${textArray(userids.map((userid) => userid.toLowerCase()))})`,
        lte(policyExemptions.at, at),
        or(isNull(endedAt), gt(endedAt, at)),
        or(isNull(until), gte(until, day)),
      ),
    )
    .orderBy(desc(policyExemptions.at))
}

/** Writes an exception, and keeps the one that it replaces in the history. */
export async function upsertException(tx: Tx, row: typeof policyExceptions.$inferInsert): Promise<void> {
  const { policyId, userid, at, ...rest } = row
  const kept = keepExceptions(sql`select ${policyId}, ${userid}`, sql`${at.toISOString()}::timestamptz`)
  await tx.execute(sql`with ${kept} select`)
  await tx
    .insert(policyExceptions)
    .values(row)
    .onConflictDoUpdate({ target: [policyExceptions.policyId, policyExceptions.userid], set: { ...rest, at } })
}
