import { sql } from 'drizzle-orm'
import type { Tx } from '../database.ts'
import { rowsOf } from '../rows-of.ts'
import type { TableInfo } from './list-tables.ts'

/** Approximate size of a page in memory; rows differ a thousandfold in size. */
const PAGE_CHARS = 1_000_000
const FIRST_PAGE_ROWS = 16
const MAX_PAGE_ROWS = 2_000

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`

type Row = Record<string, string | null>

/**
 * Copies every row of the table, page by page, as the text that the database itself writes and reads, so that no driver
 * changes a value. Requires a transaction on both sides.
 */
export async function copyTable(from: Tx, to: Tx, { name, columns }: TableInfo): Promise<void> {
  const list = columns.map((column) => quoteName(column.name)).join(', ')
  const asText = columns.map((column) => `${quoteName(column.name)}::text`).join(', ')
  const typed = columns.map((column) => `page.${quoteName(column.name)}::${column.type}`).join(', ')
  const definitions = columns.map((column) => `${quoteName(column.name)} text`).join(', ')
  const into = sql.raw(`insert into ${quoteName(name)} (${list}) overriding system value select ${typed} from`)
  await from.execute(sql.raw(`declare moved_rows no scroll cursor for select ${asText} from ${quoteName(name)}`))
  let pageRows = FIRST_PAGE_ROWS
  for (;;) {
    const rows = await rowsOf<Row>(from, sql.raw(`fetch ${String(pageRows)} from moved_rows`))
    if (rows.length === 0) break
    const page = JSON.stringify(rows)
    await to.execute(sql`${into} json_to_recordset(${page}::json) as page(${sql.raw(definitions)})`)
    pageRows = nextPageRows(pageRows, page.length)
  }
  await from.execute(sql.raw('close moved_rows'))
  for (const { sequence } of columns) if (sequence !== null) await copySequence(from, to, sequence)
}

const nextPageRows = (rows: number, chars: number): number =>
  Math.max(1, Math.min(MAX_PAGE_ROWS, rows * 2, Math.floor((rows * PAGE_CHARS) / chars)))

/** Copies the position of the sequence, so that no number is used twice. */
async function copySequence(from: Tx, to: Tx, sequence: string): Promise<void> {
  const [state] = await rowsOf<{ last: string; called: boolean }>(
    from,
    sql.raw(`select last_value::text as last, is_called as called from ${sequence}`),
  )
  if (state) await to.execute(sql`select setval(${sequence}::regclass, ${state.last}::bigint, ${state.called})`)
}

/** Sets formats and time zone to the same values on both sides, and disables timeouts for a long copy. */
export async function normalizeSession(tx: Tx): Promise<void> {
  const settings = {
    TimeZone: 'UTC',
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    bytea_output: 'hex',
    extra_float_digits: '1',
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
  }
  for (const [name, value] of Object.entries(settings)) await tx.execute(sql.raw(`set local ${name} = '${value}'`))
}

export type Fingerprint = { rows: number; sum: string }

/** Returns the number of rows, and a checksum of their content that does not depend on their order. */
export async function fingerprintOf(tx: Tx, { name }: TableInfo): Promise<Fingerprint> {
  const [found] = await rowsOf<{ rows: string; sum: string }>(
    tx,
    sql.raw(`select count(*)::text as rows, coalesce(sum(hashtextextended(whole::text, 0)::numeric), 0)::text as sum
     from ${quoteName(name)} as whole`),
  )
  return { rows: Number(found?.rows), sum: found?.sum ?? '' }
}

/** Locks every table exclusively: a server that starts waits. Returns the names of tables with rows. */
export async function lockTables(tx: Tx, tables: readonly TableInfo[]): Promise<string[]> {
  const filled: string[] = []
  for (const { name } of tables) {
    await tx.execute(sql.raw(`lock table ${quoteName(name)} in exclusive mode`))
    const [found] = await rowsOf<{ filled: boolean }>(
      tx,
      sql.raw(`select exists (select 1 from ${quoteName(name)}) as filled`),
    )
    if (found?.filled) filled.push(name)
  }
  return filled
}
