import { DrizzleQueryError } from 'drizzle-orm'

/** SQLSTATE 23505, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505'

/** Returns whether this named constraint refused a row. Checks code and name, since messages are localised. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = databaseErrorIn(error)
  return code === UNIQUE_VIOLATION && violated === constraint
}

/** 53100: the disk is full. ENOSPC: the same from PGlite's file system, without an SQLSTATE. */
const NO_SPACE = new Set(['53100', 'ENOSPC'])

/** Returns whether a write failed because the disk is full. */
export const isStorageFull = (error: unknown): boolean => NO_SPACE.has(String(databaseErrorIn(error).code))

/** Returns whether the database stopped and no longer responds, instead of refusing one statement. */
export const isDatabaseLost = (error: unknown): boolean => databaseErrorIn(error).severity === 'PANIC'

/** 40P01: PostgreSQL ended this transaction to resolve a deadlock. 40001: data it read has changed since. */
const LOST_RACE = new Set(['40P01', '40001'])

/** Returns whether the transaction failed only because of concurrent transactions, and can be repeated. */
export const isLostRace = (error: unknown): boolean => LOST_RACE.has(String(databaseErrorIn(error).code))

/** The database cannot be reached, its connection broke, or it did not respond within the timeout. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError'
}

/**
 * Codes of PostgreSQL when it shuts down, starts, is a standby or has no connection left, or the connection broke: class 08,
 * 57P01 to 57P05, 53300, 25006 (after a failover, until the address leads to the new primary).
 */
const UNAVAILABLE = /^(08|57P0[1-5]$|53300$|25006$)/

/** Returns whether the database was unavailable, so that the statement can be repeated later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const cause: unknown = error instanceof DrizzleQueryError ? error.cause : error
  return cause instanceof DatabaseUnavailableError || UNAVAILABLE.test(String(databaseErrorIn(cause).code))
}

/**
 * Returns whether the connection is unusable although it answers: its server stops, or is a standby (a name that leads to
 * the new primary is looked up only by a new connection), or a migration changed a column type in the result of a statement
 * that the connection has prepared.
 */
export function isConnectionUnusable(error: unknown): boolean {
  const { code, routine } = databaseErrorIn(error)
  return /^(57P0[1-5]|25006)$/.test(String(code)) || (code === '0A000' && routine === 'RevalidateCachedQuery')
}

/** Returns the database error inside drizzle's query error. */
function databaseErrorIn(error: unknown): {
  code?: unknown
  constraint?: unknown
  severity?: unknown
  routine?: unknown
} {
  const cause: unknown = error instanceof DrizzleQueryError ? error.cause : error
  return typeof cause === 'object' && cause !== null ? cause : {}
}
