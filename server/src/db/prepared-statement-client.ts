import { Client } from 'pg'

/** With fewer uses, a statement is not worth the memory of a prepared one in each connection. */
const USES_BEFORE_NAMING = 5
/** Prepared statements per connection, at about 20 kB each in the server's memory. The product has fewer. */
const MAX_NAMES = 400
/** Texts that are counted. Lists of different lengths create an unlimited number of texts. */
const MAX_COUNTED_TEXTS = 4_000

/** Returns the name under which a statement is prepared; undefined while it is not worth preparing. */
export type StatementNames = (text: string) => string | undefined

/** Creates names that are the same in every connection of a pool. */
export function statementNames(maxNames = MAX_NAMES): StatementNames {
  const names = new Map<string, string>()
  const seen = new Map<string, number>()
  return (text) => {
    const existing = names.get(text)
    if (existing !== undefined || names.size >= maxNames) return existing
    const times = (seen.get(text) ?? 0) + 1
    if (times < USES_BEFORE_NAMING) {
      if (seen.size >= MAX_COUNTED_TEXTS) seen.clear()
      seen.set(text, times)
      return undefined
    }
    seen.delete(text)
    const name = `s${String(names.size)}`
    names.set(text, name)
    return name
  }
}

/**
 * Returns a class of clients that prepare frequent statements: parsing and planning took half of the time of short statements.
 * PostgreSQL decides after five uses whether a generic plan is as good (`plan_cache_mode` auto). Statements name their
 * columns, so a migration that adds one leaves them valid.
 */
export function preparedStatementClient(maxNames?: number): typeof Client {
  const nameOf = statementNames(maxNames)
  return class extends Client {
    // All eight overloads begin with a configuration or a text.
    override query(config: unknown, ...rest: unknown[]): never {
      const named = isUnnamed(config) && hasValues(rest[0]) ? { ...config, name: nameOf(config.text) } : config
      return super.query(named as string, ...(rest as [])) as never
    }
  }
}

/** Matches drizzle's calls; a cursor, which streams its rows, submits itself. */
const isUnnamed = (config: unknown): config is { text: string } =>
  typeof config === 'object' && config !== null && 'text' in config && !('submit' in config) && !hasName(config)

const hasName = (config: object) => 'name' in config && Boolean(config.name)
const hasValues = (values: unknown) => Array.isArray(values) && values.length > 0
