/** Advice for the codes of Node.js and PostgreSQL that an operator can act on. */
const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the address in DATABASE_URL. Start PostgreSQL, or correct host and port.',
  ENOTFOUND: 'The host name in DATABASE_URL is unknown. Correct it, or the DNS of this machine.',
  EAI_AGAIN: 'The host name in DATABASE_URL cannot be looked up now. Check the DNS of this machine.',
  ETIMEDOUT: 'The address in DATABASE_URL does not answer. Check the firewall between this machine and the database.',
  EHOSTUNREACH: 'There is no route to the address in DATABASE_URL. Check the network.',
  ECONNRESET: 'The database closed the connection. Check its log, pg_hba.conf and TLS.',
  '28P01': 'PostgreSQL refuses the password in DATABASE_URL. Correct it, with special characters as %XX.',
  '28000': 'PostgreSQL refuses the role in DATABASE_URL. Check that it may log in, and pg_hba.conf.',
  '3D000':
    "The database in DATABASE_URL does not exist: create database desk owner desk_owner encoding 'UTF8' template template0.",
  '42501':
    'The role in DATABASE_URL lacks a privilege. Run the migrations as the owner: docs/recipes/database-role.md.',
  '53300': 'PostgreSQL has no connection left. Raise max_connections: each server holds up to 16.',
  '53100': 'The disk of the database is full. Make room and start again; nothing is lost.',
  '57P03': 'PostgreSQL is starting or shutting down. Start again in a moment.',
  ENOSPC: 'A disk of this machine is full. Make room and start again; nothing is lost.',
  EACCES: 'This user may not read or write the path. Grant them access, or start as another user.',
  EROFS: 'The path is on a read-only file system. Set DATA_DIR to a folder that may be written.',
  EADDRNOTAVAIL: 'The address in HOST does not belong to this machine. Use 127.0.0.1, or 0.0.0.0 for all.',
  ERR_MODULE_NOT_FOUND: 'A file of the program is missing. Build or unpack it again.',
}

type Failure = Error & { code?: unknown; port?: unknown }

/**
 * Returns what failed and what an operator can do: the deepest cause, since the errors around it only name the
 * statement. Null when an operator can do nothing.
 */
export function explainFailure(error: Error, metricsPort?: string): string | null {
  const cause = deepestCause(error)
  const code = typeof cause.code === 'string' ? cause.code : ''
  if (code === 'EADDRINUSE') return portTaken(cause, metricsPort)
  if (code === 'EACCES' && cause.port !== undefined)
    return `Port ${String(cause.port)} is reserved for root. Choose one above 1023 and put nginx in front.`
  return code in advice ? `${code}: ${cause.message || error.message}\n${advice[code] ?? ''}` : null
}

function portTaken({ port }: Failure, metricsPort: string | undefined): string {
  const setting = String(port) === metricsPort ? 'METRICS_PORT' : 'PORT'
  return `Port ${String(port)} is taken. Choose another one, in the environment or its file: ${setting}=9000`
}

/** Returns the error that caused all the others. */
export function deepestCause(error: Error): Failure {
  // An AggregateError: all addresses of a host name were tried, and usually failed for the same reason.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  return first instanceof Error ? deepestCause(first) : error
}
