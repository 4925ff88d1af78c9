import type { Database } from './database.ts'

/** Drizzle's `prepare` requires a name; the client itself names frequent statements. */
export const UNNAMED = ''

/** Maximum number of statements per session that differ by a key. More of them mean that a key contains a person or a time. */
const MAX_KEYS = 50

/**
 * Returns a function that returns the statement of a database, built once: building the text of a statement took longer
 * than running it. What differs between calls is a placeholder. A transaction builds its own.
 */
export function preparedOnce<Statement>(build: (db: Database) => Statement): (db: Database) => Statement {
  const statementFor = preparedByKey<Statement>()
  return (db) => statementFor(db, '', () => build(db))
}

/** Does the same for statements whose text depends on a key: returns a function of the database, the key and `build`. */
export function preparedByKey<Statement>() {
  // A statement is bound to the session that it was built with.
  const statements = new WeakMap<object, Map<string, Statement>>()
  return (db: Database, key: string, build: () => Statement): Statement => {
    const { session } = db._
    const own = statements.get(session) ?? new Map<string, Statement>()
    const built = own.get(key)
    if (built !== undefined) return built
    const statement = build()
    if (own.size >= MAX_KEYS) own.clear()
    statements.set(session, own.set(key, statement))
    return statement
  }
}
