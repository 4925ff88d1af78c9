import { Client, type Pool } from 'pg'
import { vi } from 'vitest'

/** A statement as sent to PostgreSQL. */
export type Statement = { text: string; values: unknown[] }

const isControl = (text: string) => /^(begin|commit|rollback|savepoint|release|set)\b/i.test(text.trim())

/** Runs `act` and returns its statements, without the transaction control statements. */
export async function recordStatements(act: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = []
  const original = Client.prototype.query as (...args: unknown[]) => unknown
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    const [query, separateValues] = args
    const { text, values = separateValues } =
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

/** The used part of `explain (format json)`. */
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

/** Tables that stay small in any company, such as settings, templates and days set by ops. */
const smallTables = new Set([
  'settings',
  'message_texts',
  'calendar_days',
  'api_keys',
  'self_check_items',
  'ops_claims',
  'wecom_refusals',
])
/** A table with fewer rows is read completely despite its indexes. */
const MIN_INDEXED_ROWS = 1_000
/** Maximum rows that a page may read: a list of the desk shows a hundred, and a search reads a page for each of several keys. */
const MAX_ROWS = 2_000

// An index in a bitmap scan has no table name, and counts as growing.
const isGrowing = ({ 'Relation Name': table }: PlanNode) => table === undefined || !smallTables.has(table)

/** Returns whether the node is ordered by its index and limited above: it reads as many rows as it returns. */
const isCutOff = (node: PlanNode, above: readonly PlanNode[]) =>
  node.Filter === undefined && above.at(-1)?.['Node Type'] === 'Limit'

function findOffence(node: PlanNode, above: readonly PlanNode[]): string | null {
  const type = node['Node Type']
  const name = `${type} of ${node['Index Name'] ?? node['Relation Name'] ?? 'rows'}`
  if (type === 'Seq Scan') return isGrowing(node) ? `${name}: ${node.Filter ?? 'all'}` : null
  if (/^(Bitmap )?Index (Only )?Scan$/.test(type) && isGrowing(node) && node['Index Cond'] === undefined)
    return isCutOff(node, above) ? null : `${name} from end to end`
  const sorted = node.Plans?.[0]?.['Plan Rows'] ?? 0
  // An incremental sort below a limit reads groups in the order of its index, until the limit is reached.
  if (type === 'Incremental Sort' && above.at(-1)?.['Node Type'] === 'Limit') return null
  return type.endsWith('Sort') && sorted > MAX_ROWS ? `${name}: sorts about ${String(sorted)}` : null
}

/** Returns what grows with the company in this plan, as sentences; empty: nothing. */
export function findUnboundedNodes(node: PlanNode, above: readonly PlanNode[] = []): string[] {
  const own = findOffence(node, above)
  const below = (node.Plans ?? []).flatMap((child) => findUnboundedNodes(child, [...above, node]))
  return own === null ? below : [own, ...below]
}

/** Returns the tables with enough rows for the planner to prefer their indexes. */
export async function filledTables(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and reltuples > ${MIN_INDEXED_ROWS}`,
  )
  return new Set(rows.map(({ name }) => name))
}

/**
 * Returns the parts of a statement's plan that grow with the company: of the default plan for filled tables, and of the plan
 * with sequential scans disabled for every table.
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
  const preferred = (await explain('on')).filter((offence) => {
    const [, table] = /^Seq Scan of (\w+)/.exec(offence) ?? []
    return table === undefined || filled.has(table)
  })
  return [...new Set([...preferred, ...(await explain('off'))])]
}
