import { sql } from 'drizzle-orm'
import type { Tx } from '../database.ts'
import { type TableInfo, rowsOf } from './list-tables.ts'

/** What is in memory at a time, about; rows differ a thousandfold in size. */
const PAGE_CHARS = 1_000_000
const FIRST_PAGE_ROWS = 16
const MAX_PAGE_ROWS = 2_000

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

type Row = Record<string, string | null>

/**
 * Every row of the table, page by page, as the text that the database itself writes and reads: whatever a driver makes
 * of a type, nothing is lost. Inside a transaction on either side.
 */
export async function copyTable(from: Tx, to: Tx, { name, columns }: TableInfo): Promise<void> {
  const list = columns.map((column) => quoted(column.name)).join(', ')
  const asText = columns.map((column) => `${quoted(column.name)}::text`).join(', ')
  const typed = columns.map((column) => `given.${quoted(column.name)}::${column.type}`).join(', ')
  const given = columns.map((column) => `${quoted(column.name)} text`).join(', ')
  const into = sql.raw(`insert into ${quoted(name)} (${list}) overriding system value select ${typed} from`)
  await from.execute(sql.raw(`declare moved_rows no scroll cursor for select ${asText} from ${quoted(name)}`))
  let pageRows = FIRST_PAGE_ROWS
  for (;;) {
    const rows = await rowsOf<Row>(from, `fetch ${String(pageRows)} from moved_rows`)
    if (rows.length === 0) break
    const page = JSON.stringify(rows)
    await to.execute(sql`${into} json_to_recordset(${page}::json) as given(${sql.raw(given)})`)
    pageRows = nextPage(pageRows, page.length)
  }
  await from.execute(sql.raw('close moved_rows'))
  for (const { sequence } of columns) if (sequence !== null) await copySequence(from, to, sequence)
}

const nextPage = (rows: number, chars: number): number =>
  Math.max(1, Math.min(MAX_PAGE_ROWS, rows * 2, Math.floor((rows * PAGE_CHARS) / chars)))

/** The next number is the one that would have come: numbers that were given out are never given out again. */
async function copySequence(from: Tx, to: Tx, sequence: string): Promise<void> {
  const [state] = await rowsOf<{ last: string; called: boolean }>(
    from,
    `select last_value::text as last, is_called as called from ${sequence}`,
  )
  if (state) await to.execute(sql`select setval(${sequence}::regclass, ${state.last}::bigint, ${state.called})`)
}

/** Text means the same on both sides, and nothing ends a copy that takes long. */
export async function speakPlainly(tx: Tx): Promise<void> {
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

/** How many rows there are, and a sum over all that is in them which does not depend on their order. */
export async function fingerprintOf(tx: Tx, { name }: TableInfo): Promise<Fingerprint> {
  const [found] = await rowsOf<{ rows: string; sum: string }>(
    tx,
    `select count(*)::text as rows, coalesce(sum(hashtextextended(whole::text, 0)::numeric), 0)::text as sum
     from ${quoted(name)} as whole`,
  )
  return { rows: Number(found?.rows), sum: found?.sum ?? '' }
}

/** Takes every table for us alone: a server that starts meanwhile waits. Gives those that hold something. */
export async function takeTables(tx: Tx, tables: readonly TableInfo[]): Promise<string[]> {
  const filled: string[] = []
  for (const { name } of tables) {
    await tx.execute(sql.raw(`lock table ${quoted(name)} in exclusive mode`))
    const [found] = await rowsOf<{ filled: boolean }>(tx, `select exists (select 1 from ${quoted(name)}) as filled`)
    if (found?.filled) filled.push(name)
  }
  return filled
}
