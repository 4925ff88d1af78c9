import pg, { type Client, type PoolClient, type PoolConfig } from 'pg'
import { preparedStatementClient } from './prepared-statement-client.ts'
import { DatabaseAwayError } from './errors.ts'
import { withTimeout, waitingForEach } from './statement-timeout.ts'

/** PostgreSQL looks this often whether somebody still waits for a statement, and ends it if not. */
const NOTICE_GONE = `set client_connection_check_interval = '1s'`

/** Also what an address that swallows everything costs until the next try. */
const CONNECT_MS = 5_000
const BROKE = 'A connection to the database broke'
/** Whatever is asked of them fails, and of a broken connection the driver says so in words of its own. */
const broken = new WeakSet<Client>()

/** A connection that is given up when nobody waits for its answer any more: what it had begun is undone. */
function patientClient(): typeof Client {
  return class extends preparedStatementClient() {
    // Its overloads with a callback, or with a query that submits itself, are not for work with a limit.
    override query(config: unknown, ...rest: unknown[]): never {
      const ask = () => super.query(config as string, ...(rest as [])) as unknown as Promise<unknown>
      const isPlain = typeof rest.at(-1) !== 'function' && !(typeof config === 'object' && 'submit' in (config ?? {}))
      return (isPlain ? askOn(this, ask) : ask()) as never
    }
  }
}

async function askOn<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  try {
    return await withTimeout(ask)
  } catch (error) {
    if (error instanceof DatabaseAwayError) giveUp(client)
    throw broken.has(client) ? new DatabaseAwayError(BROKE, { cause: error }) : error
  }
}

/** Without a farewell, for which a database that hangs would never thank. */
function giveUp(client: Client): void {
  broken.add(client)
  // Says that this end is meant.
  void client.end()
  client.connection.stream.destroy()
}

class PatientPool extends pg.Pool {
  // As drizzle asks: for a promise.
  override async connect(): Promise<PoolClient> {
    try {
      const whenLate = (asked: Promise<PoolClient>) => void asked.then((client) => client.release()).catch(() => {})
      return withSureReturn(await withTimeout(() => super.connect(), whenLate))
    } catch (error) {
      if (error instanceof pg.DatabaseError || error instanceof DatabaseAwayError) throw error
      throw new DatabaseAwayError('The database cannot be reached', { cause: error })
    }
  }

  // Not pg's own, which goes on in callbacks: those no longer know whose patience counts.
  override query(...asked: unknown[]): never {
    return this.#ask(asked) as never
  }

  async #ask(asked: unknown[]): Promise<unknown> {
    const client = await this.connect()
    try {
      return await client.query(...(asked as [string]))
    } finally {
      client.release()
    }
  }
}

/** Once its connection ends its place in the pool is free, also when whoever took it forgot: drizzle does if `begin` fails. */
function withSureReturn(client: PoolClient): PoolClient {
  const giveBack = client.release.bind(client)
  let isBack = false
  const release = (error?: Error | boolean) => {
    if (isBack) return
    isBack = true
    client.off('end', whenEnded)
    giveBack(error)
  }
  const whenEnded = () => release()
  client.once('end', whenEnded)
  client.release = release
  return client
}

/** The pool of one instance. `onBroken` hears of each connection that ends by itself, idle or not; nobody else need. */
export function connectionPool(config: PoolConfig, onBroken: (error: Error) => void): pg.Pool {
  const own = { connectionTimeoutMillis: CONNECT_MS, keepAlive: true, Client: patientClient() }
  const pool = new PatientPool({ ...config, ...own })
  // The pool listens to idle connections alone and passes on what it hears; an error that nobody listens to ends the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', (cause) => {
      broken.add(client)
      onBroken(new DatabaseAwayError(BROKE, { cause }))
    })
    // It may have been made for another than who waits for it now: nobody's patience counts.
    waitingForEach(CONNECT_MS, () => client.query(NOTICE_GONE)).catch(() => {})
  })
  return pool
}
