import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import type { ConsoleOperationKind } from '@desk/shared/accounts/console-schemas'
import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { insertAll } from '../../../db/json-parameters.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { consoleDeeds, directoryChanges, members } from '../../../db/schema/index.ts'
import { LEFT } from '../../../directory/member-drift.ts'

export type ConsoleOperationRow = typeof consoleDeeds.$inferSelect
export type NewConsoleOperation = Pick<
  ConsoleOperationRow,
  'at' | 'operatorId' | 'area' | 'deed' | 'kind' | 'details' | 'ip' | 'dedupeKey' | 'readAt'
>

export type InsertedOperation = NewConsoleOperation & Pick<ConsoleOperationRow, 'id'>

/** Inserts the rows that are new, and returns them. */
export async function insertOperations(tx: Tx, rows: readonly NewConsoleOperation[]): Promise<InsertedOperation[]> {
  if (rows.length === 0) return []
  const values = rows.map((row) => ({ ...row, note: '' }))
  const { id, dedupeKey } = consoleDeeds
  const inserted = await rowsOf<{ id: string | number; dedupeKey: string }>(
    tx,
    sql`${insertAll(consoleDeeds, values)} on conflict do nothing returning ${id}, ${dedupeKey} as "dedupeKey"`,
  )
  const ids = new Map(inserted.map((row) => [row.dedupeKey, Number(row.id)]))
  return rows.flatMap((row) => {
    const newId = ids.get(row.dedupeKey)
    return newId === undefined ? [] : [{ ...row, id: newId }]
  })
}

/** Returns whether another present member has the same name. */
export const hasNamesake = async (
  tx: Tx,
  { userid, name }: Pick<typeof members.$inferSelect, 'userid' | 'name'>,
): Promise<boolean> =>
  (await tx.$count(
    members,
    and(eq(members.name, name), ne(members.status, LEFT), ne(sql`lower(${members.userid})`, userid.toLowerCase())),
  )) > 0

const hasKind = (kinds: readonly ConsoleOperationKind[]) => inArray(consoleDeeds.kind, [...kinds])

export const countOpenOperations = (db: Database, kinds: readonly ConsoleOperationKind[]): Promise<number> =>
  db.$count(consoleDeeds, and(hasKind(kinds), isNull(consoleDeeds.handledAt)))

/** SQL expression: at most five members whose synced data changed shortly before or after the operation. */
const mayConcern = sql<string[]>`array(
  select distinct ${directoryChanges.userid} from ${directoryChanges}
  where ${directoryChanges.userid} is not null
    and ${directoryChanges.at} between console_deeds.at - interval '2 minutes' and console_deeds.at + interval '15 minutes'
  limit 5)`

type Position = { at: Date; id: number }

/** Lists operations of these kinds, newest first. */
export const listOperations = (
  db: Database,
  query: { kinds: readonly ConsoleOperationKind[]; onlyOpen: boolean; after: Position | null; limit: number },
) =>
  db
    .select({ operation: consoleDeeds, mayConcern })
    .from(consoleDeeds)
    .where(
      and(
        hasKind(query.kinds),
        query.onlyOpen ? isNull(consoleDeeds.handledAt) : undefined,
        query.after === null
          ? undefined
          : sql`(${consoleDeeds.at}, ${consoleDeeds.id}) < (${query.after.at.toISOString()}::timestamptz, ${query.after.id})`,
      ),
    )
    .orderBy(desc(consoleDeeds.at), desc(consoleDeeds.id))
    .limit(query.limit)

/** Locks the operation until the transaction ends; null when there is none. */
export async function lockOperation(tx: Tx, id: number): Promise<ConsoleOperationRow | null> {
  const [row] = await tx.select().from(consoleDeeds).where(eq(consoleDeeds.id, id)).for('update')
  return row ?? null
}

type Handling = {
  handledAt: Date
  handledBy: string
  outcome: 'acknowledged' | 'adopted'
  note?: string
  subjectId?: string
  flow?: AdoptingFlow
}

export const saveHandling = async (tx: Tx, id: number, handling: Handling): Promise<void> => {
  await tx.update(consoleDeeds).set(handling).where(eq(consoleDeeds.id, id))
}
