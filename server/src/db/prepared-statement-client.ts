import { Client } from 'pg'

/** Seen less often, a statement is not worth the memory that a prepared one takes in each connection. */
const WORTH_A_NAME = 5
/** Prepared statements of a connection, at some 20 kB each in the server's memory. The product has fewer shapes. */
const MOST_NAMES = 400
/** Texts that are counted. Lists of different lengths make new texts without end. */
const MOST_COUNTED = 4_000

/** Gives the name under which a statement is to be prepared, if it is. */
export type StatementNames = (text: string) => string | undefined

/** The same text has the same name in every connection of a pool. */
export function statementNames(): StatementNames {
  const names = new Map<string, string>()
  const seen = new Map<string, number>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST_NAMES) return known
    const times = (seen.get(text) ?? 0) + 1
    if (times < WORTH_A_NAME) {
      if (seen.size >= MOST_COUNTED) seen.clear()
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
 * Prepares what its connection asks again and again: half of the time of our short statements went into parsing and
 * planning. PostgreSQL itself judges after five uses whether a plan without the values is as good (`plan_cache_mode`
 * auto). Our statements name their columns, so a migration that adds one leaves them valid.
 */
export function preparedStatementClient(): typeof Client {
  const nameOf = statementNames()
  return class extends Client {
    // Its eight overloads all begin with a configuration or a text.
    override query(config: unknown, ...rest: unknown[]): never {
      const named = isUnnamed(config) && hasValues(rest[0]) ? { ...config, name: nameOf(config.text) } : config
      return super.query(named as string, ...(rest as [])) as never
    }
  }
}

/** As drizzle asks; what streams its rows (a cursor) brings its own way to be submitted. */
const isUnnamed = (config: unknown): config is { text: string } =>
  typeof config === 'object' && config !== null && 'text' in config && !('submit' in config) && !hasName(config)

const hasName = (config: object) => 'name' in config && config.name !== undefined
const hasValues = (values: unknown) => Array.isArray(values) && values.length > 0
