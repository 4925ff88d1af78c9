import { Client, type Pool } from 'pg'
import { vi } from 'vitest'

/** A statement as it went to PostgreSQL. */
export type Statement = { text: string; values: unknown[] }

const isControl = (text: string) => /^(begin|commit|rollback|savepoint|release|set)\b/i.test(text.trim())

/** Runs `act` and gives everything that it asked of the server, apart from the borders of transactions. */
export async function recordStatements(act: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = []
  const original = Client.prototype.query as (...args: unknown[]) => unknown
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    const [query, given] = args
    const { text, values = given } =
      typeof query === 'string' ? { text: query } : (query as { text: string; values?: unknown })
    if (!isControl(text)) statements.push({ text, values: Array.isArray(values) ? values : [] })
    return original.apply(this, args) as never
  })
  try {
    await act()
  } finally {
    spy.mockRestore()
  }
  return statements
}

/** What we read of `explain (format json)`. */
export type PlanNode = {
  'Node Type': string
  'Parent Relationship'?: string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Recheck Cond'?: string
  Filter?: string
  'Plan Rows': number
  Plans?: PlanNode[]
}

/** Tables that stay small whatever the company does: settings, words, days that ops named, one seal for many entries. */
const small = new Set([
  'settings',
  'message_texts',
  'calendar_days',
  'api_keys',
  'self_check_items',
  'ops_claims',
  'wecom_refusals',
])
/** A table of fewer rows is read from end to end whatever indexes it has. */
const TOO_FEW = 1_000
/** As much as a page may look at; a list shows twenty-one rows at a time. */
const MAX_ROWS = 1_000

/** A bitmap's index names no table: then it counts. */
const isGrowing = ({ 'Relation Name': table }: PlanNode) => table === undefined || !small.has(table)

/** Ordered by the index and cut off by a limit above it: reads as many rows as it gives. */
const isCutOff = (node: PlanNode, above: readonly PlanNode[]) =>
  node.Filter === undefined && above.at(-1)?.['Node Type'] === 'Limit'

function offence(node: PlanNode, above: readonly PlanNode[]): string | null {
  const type = node['Node Type']
  const name = `${type} of ${node['Index Name'] ?? node['Relation Name'] ?? 'rows'}`
  if (type === 'Seq Scan') return isGrowing(node) ? `${name}: ${node.Filter ?? 'all'}` : null
  if (/^(Bitmap )?Index (Only )?Scan$/.test(type) && isGrowing(node) && node['Index Cond'] === undefined)
    return isCutOff(node, above) ? null : `${name} from end to end`
  const sorted = node.Plans?.[0]?.['Plan Rows'] ?? 0
  return type.endsWith('Sort') && sorted > MAX_ROWS ? `${name}: sorts about ${String(sorted)}` : null
}

/** What in this plan grows with the company, as sentences; empty: nothing. */
export function findUnboundedNodes(node: PlanNode, above: readonly PlanNode[] = []): string[] {
  const own = offence(node, above)
  const below = (node.Plans ?? []).flatMap((child) => findUnboundedNodes(child, [...above, node]))
  return own === null ? below : [own, ...below]
}

/** Tables with as many rows as it takes for the planner to prefer their indexes. */
export async function filledTables(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and reltuples > ${TOO_FEW}`,
  )
  return new Set(rows.map(({ name }) => name))
}

/**
 * What grows in a statement: as the planner would have it in tables that are filled, and in every table as it would if it
 * had to use an index wherever there is one.
 */
export async function growthOf(
  pool: Pool,
  { text, values }: Statement,
  filled: ReadonlySet<string>,
): Promise<string[]> {
  const explain = async (mode: 'on' | 'off') => {
    const client = await pool.connect()
    try {
      await client.query(`set enable_seqscan = ${mode}`)
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `explain (format json) ${text}`,
        values,
      )
      return (rows[0]?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => findUnboundedNodes(Plan))
    } finally {
      await client.query('reset enable_seqscan')
      client.release()
    }
  }
  const preferred = (await explain('on')).filter((what) => {
    const [, table] = /^Seq Scan of (\w+)/.exec(what) ?? []
    return table === undefined || filled.has(table)
  })
  return [...new Set([...preferred, ...(await explain('off'))])]
}
