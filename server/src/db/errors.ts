import { DrizzleQueryError } from 'drizzle-orm'

/** SQLSTATE 23505, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505'

/** Whether `error` is that named constraint refusing a row. By code and name: messages are localised. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: refused } = refusalIn(error)
  return code === UNIQUE_VIOLATION && refused === constraint
}

/** 53100: the disk is full. What PGlite's file system says of it has no SQLSTATE. */
const NO_SPACE = new Set(['53100', 'ENOSPC'])

/** Whether nothing was written because there is no room for it. */
export const isStorageFull = (error: unknown): boolean => NO_SPACE.has(String(refusalIn(error).code))

/** Whether the database stopped over it and answers no more, instead of refusing one statement. */
export const isDatabaseLost = (error: unknown): boolean => refusalIn(error).severity === 'PANIC'

/** 40P01: of those who waited for each other's rows PostgreSQL ended this one. 40001: what it read has changed since. */
const LOST_RACE = new Set(['40P01', '40001'])

/** Whether all that is wrong is what others did meanwhile: it may be done anew from its beginning. */
export const isLostRace = (error: unknown): boolean => LOST_RACE.has(String(refusalIn(error).code))

/** It cannot be reached, its connection broke, or it did not answer while the work had patience. */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError'
}

/**
 * What PostgreSQL says when it goes, comes, or is only a copy yet, and when its connections are used up: classes 08 and 57P,
 * 53300, 25006 (after a failover, until the address leads to the new one).
 */
const AWAY = /^(08|57P0[1-5]$|53300$|25006$)/

/** Whether nothing is wrong with what was asked: the same may be asked again a little later. */
export function isDatabaseAway(error: unknown): boolean {
  const cause: unknown = error instanceof DrizzleQueryError ? error.cause : error
  return cause instanceof DatabaseAwayError || AWAY.test(String(refusalIn(cause).code))
}

/** What the database said, below the query that drizzle names. */
function refusalIn(error: unknown): { code?: unknown; constraint?: unknown; severity?: unknown } {
  const cause: unknown = error instanceof DrizzleQueryError ? error.cause : error
  return typeof cause === 'object' && cause !== null ? cause : {}
}
