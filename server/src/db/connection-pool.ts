import pg, { type Client, type PoolClient, type PoolConfig } from 'pg'
import { preparedStatementClient } from './prepared-statement-client.ts'
import { DatabaseUnavailableError, isConnectionUnusable } from './errors.ts'
import { withTimeout, withTimeoutPerStatement } from './statement-timeout.ts'

/**
 * Interval at which PostgreSQL checks whether the client of a statement is still connected; it ends the statement if
 * not.
 */
const DETECT_DISCONNECT = `set client_connection_check_interval = '1s'`

/** Connection timeout. Also the time until the next attempt with an address that never responds. */
const CONNECT_MS = 5_000
const CONNECTION_BROKE = 'A connection to the database broke'
/** Connections that are broken: every call on them fails, with a driver-specific message. */
const broken = new WeakSet<Client>()

/** Returns a class of clients that are discarded when a statement times out: the server rolls their transaction back. */
function timeoutClient(maxNames?: number): typeof Client {
  return class extends preparedStatementClient(maxNames) {
    // The overloads with a callback, or with a query that submits itself, are not used by code with a timeout.
    override query(config: unknown, ...rest: unknown[]): never {
      const run = () => super.query(config as string, ...(rest as [])) as unknown as Promise<unknown>
      const isPlain = typeof rest.at(-1) !== 'function' && !(typeof config === 'object' && 'submit' in (config ?? {}))
      return (isPlain ? queryOn(this, run) : run()) as never
    }
  }
}

async function queryOn<T>(client: Client, run: () => Promise<T>): Promise<T> {
  try {
    return await withTimeout(run)
  } catch (error) {
    if (error instanceof DatabaseUnavailableError || isConnectionUnusable(error)) giveUp(client)
    throw broken.has(client) ? new DatabaseUnavailableError(CONNECTION_BROKE, { cause: error }) : error
  }
}

/** Closes the socket without a protocol message, which a hanging database would never answer. */
function giveUp(client: Client): void {
  broken.add(client)
  // Marks the end as intended.
  void client.end()
  client.connection.stream.destroy()
}

class TimeoutPool extends pg.Pool {
  // Drizzle calls it without a callback.
  override async connect(): Promise<PoolClient> {
    try {
      const releaseWhenLate = (pending: Promise<PoolClient>) =>
        void pending.then((client) => client.release()).catch(() => {})
      return withGuaranteedRelease(await withTimeout(() => super.connect(), releaseWhenLate))
    } catch (error) {
      if (error instanceof pg.DatabaseError || error instanceof DatabaseUnavailableError) throw error
      throw new DatabaseUnavailableError('The database cannot be reached', { cause: error })
    }
  }

  // Replaces pg's own implementation, whose callbacks lose the async context with the timeout.
  override query(...args: unknown[]): never {
    return this.#runQuery(args) as never
  }

  async #runQuery(args: unknown[]): Promise<unknown> {
    const client = await this.connect()
    try {
      return await client.query(...(args as [string]))
    } finally {
      client.release()
    }
  }
}

/**
 * Returns the connection to the pool when it ends, even when its user did not release it: drizzle does not when `begin`
 * fails.
 */
function withGuaranteedRelease(client: PoolClient): PoolClient {
  const returnToPool = client.release.bind(client)
  let isReturned = false
  const release = (error?: Error | boolean) => {
    if (isReturned) return
    isReturned = true
    client.off('end', whenEnded)
    returnToPool(error)
  }
  const whenEnded = () => release()
  client.once('end', whenEnded)
  client.release = release
  return client
}

/**
 * Creates the pool of one instance. `onBroken` is called for each connection that ends by itself, idle or not; `maxNames`
 * limits its prepared statements.
 */
export function connectionPool(config: PoolConfig, onBroken: (error: Error) => void, maxNames?: number): pg.Pool {
  const own = { connectionTimeoutMillis: CONNECT_MS, keepAlive: true, Client: timeoutClient(maxNames) }
  const pool = new TimeoutPool({ ...config, ...own })
  // The pool passes on errors of idle connections; an unhandled error event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', (cause) => {
      broken.add(client)
      onBroken(new DatabaseUnavailableError(CONNECTION_BROKE, { cause }))
    })
    // The connection may serve another caller than the one that opened it, so no caller's timeout applies.
    withTimeoutPerStatement(CONNECT_MS, () => client.query(DETECT_DISCONNECT)).catch(() => {})
  })
  return pool
}
