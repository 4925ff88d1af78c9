import { Client, type Pool, type PoolClient } from 'pg'
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
 * Returns the parts of a statement's plans that grow with the company: of the default plan for filled tables, of the generic plan,
 * which knows no values, if the server prefers it after some uses, and of the plan with sequential scans disabled for every table.
 */
export async function growthOf(pool: Pool, statement: Statement, filled: ReadonlySet<string>): Promise<string[]> {
  const client = await pool.connect()
  try {
    const custom = await explain(client, statement)
    const generic = await explainGeneric(client, statement)
    const preferred = [custom, ...(generic && generic['Total Cost'] < custom['Total Cost'] ? [generic] : [])]
      .flatMap((plan) => findUnboundedNodes(plan))
      .filter((offence) => {
        const [, table] = /^Seq Scan of (\w+)/.exec(offence) ?? []
        return table === undefined || filled.has(table)
      })
    await client.query('set enable_seqscan = off')
    return [...new Set([...preferred, ...findUnboundedNodes(await explain(client, statement))])]
  } finally {
    await client.query('reset enable_seqscan')
    client.release()
  }
}

type Plan = PlanNode & { 'Total Cost': number; 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number }
type Explained = { 'QUERY PLAN': { Plan: Plan }[] }

async function explain(client: PoolClient, { text, values }: Statement): Promise<Plan> {
  const { rows } = await client.query<Explained>(`explain (format json) ${text}`, values)
  return rows[0]!['QUERY PLAN'][0]!.Plan
}

/** Returns the plan of the statement whatever its values are; null: it has none. */
async function explainGeneric(client: PoolClient, { text, values }: Statement): Promise<Plan | null> {
  if (values.length === 0) return null
  await client.query(`prepare explained as ${text}`)
  try {
    await client.query('set plan_cache_mode = force_generic_plan')
    const nulls = values.map(() => 'null').join()
    const { rows } = await client.query<Explained>(`explain (format json) execute explained(${nulls})`)
    return rows[0]!['QUERY PLAN'][0]!.Plan
  } finally {
    await client.query('reset plan_cache_mode; deallocate explained')
  }
}

const indexesIn = (node: PlanNode): string[] => [
  ...(node['Index Name'] === undefined ? [] : [node['Index Name']]),
  ...(node.Plans ?? []).flatMap(indexesIn),
]

/** Returns the indexes that the generic plan of the statement reads. */
export async function genericIndexesOf(pool: Pool, statement: Statement): Promise<string[]> {
  const client = await pool.connect()
  try {
    const plan = await explainGeneric(client, statement)
    return plan === null ? [] : indexesIn(plan)
  } finally {
    client.release()
  }
}

const literalOf = (value: unknown): string =>
  value === null ? 'null' : `'${(value instanceof Date ? value.toISOString() : String(value)).replaceAll("'", "''")}'`

/** Prepares a query, and runs `act` with SQL that executes it with its values. */
async function withPrepared<Result>(
  client: PoolClient,
  { text, values }: Statement,
  act: (run: string) => Promise<Result>,
): Promise<Result> {
  await client.query(`prepare explained as ${text}`)
  try {
    return await act(`execute explained${values.length === 0 ? '' : `(${values.map(literalOf).join()})`}`)
  } finally {
    await client.query('reset plan_cache_mode; deallocate explained')
  }
}

/** Uses after which PostgreSQL has chosen between the generic plan of a query and one for the values of each use. */
const USES_BEFORE_CHOICE = 6

/** Returns whether PostgreSQL keeps the plan of a query that is used often, instead of planning it anew at each use. */
export async function keepsPlan(pool: Pool, statement: Statement): Promise<boolean> {
  const client = await pool.connect()
  try {
    return await withPrepared(client, statement, async (run) => {
      for (let use = 0; use < USES_BEFORE_CHOICE; use += 1) await client.query(run)
      const { rows } = await client.query<{ isKept: boolean }>(
        `select generic_plans > 0 as "isKept" from pg_prepared_statements where name = 'explained'`,
      )
      return rows[0]?.isKept ?? false
    })
  } finally {
    client.release()
  }
}

/**
 * Runs a query with its values, by the plan for these and by the generic one, and returns how many pages of tables and indexes
 * the worse of them reads.
 */
export async function pagesOf(pool: Pool, statement: Statement): Promise<number> {
  const client = await pool.connect()
  try {
    return await withPrepared(client, statement, async (run) => {
      const pages: number[] = []
      for (const mode of ['custom', 'generic']) {
        await client.query(`set plan_cache_mode = force_${mode}_plan`)
        const { rows } = await client.query<Explained>(`explain (analyze, buffers, format json) ${run}`)
        const plan = rows[0]!['QUERY PLAN'][0]!.Plan
        pages.push((plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0))
      }
      return Math.max(...pages)
    })
  } finally {
    client.release()
  }
}
