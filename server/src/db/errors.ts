import { DrizzleQueryError } from 'drizzle-orm'

/** SQLSTATE 23505, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505'

/** Whether `error` is that named constraint refusing a row. By code and name: messages are localised. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const cause: unknown = error instanceof DrizzleQueryError ? error.cause : error
  if (typeof cause !== 'object' || cause === null) return false
  const { code, constraint: refused } = cause as { code?: unknown; constraint?: unknown }
  return code === UNIQUE_VIOLATION && refused === constraint
}
