import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseEnvironment } from './database-environment.ts'

/** An outage of the database. `breakDatabase` resolves when the database works again. */
export type Outage = {
  name: string
  /** Whether it lasts longer than `/readyz` may take to report it. */
  isLong: boolean
  breakDatabase(environment: DatabaseEnvironment, random: () => number): Promise<void>
}

const LONG_MS = 3_500
const SPREAD_MS = 4_000
const longDelay = (random: () => number) => delay(LONG_MS + random() * SPREAD_MS)

const TERMINATIONS = 30
const MAX_INTERVAL_MS = 200
/** Terminates one to four connections, those that are not idle first, because most are idle. */
const TERMINATE = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = 'desk_database' and pid <> pg_backend_pid()
  order by state = 'idle', random() limit 1 + floor(random() * 4)::int`

async function terminateAtRandom({ database }: DatabaseEnvironment, random: () => number): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  for (let nth = 0; nth < TERMINATIONS; nth += 1) {
    await client.query(TERMINATE)
    await delay(random() * MAX_INTERVAL_MS)
  }
  await client.end()
}

const restart = (signal: 'SIGINT' | 'SIGQUIT') => async (environment: DatabaseEnvironment) => {
  await environment.postgres.halt(signal)
  await environment.postgres.start()
}

async function refuse({ postgres }: DatabaseEnvironment, random: () => number): Promise<void> {
  await postgres.halt('SIGINT')
  await longDelay(random)
  await postgres.start()
}

/** Suspends all processes of the server for a while. The main process comes first, so that it starts no further process. */
async function hang({ postgres }: DatabaseEnvironment, random: () => number): Promise<void> {
  const main = postgres.pid()
  process.kill(main, 'SIGSTOP')
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(main)], { encoding: 'utf8' })
  const pids = [main, ...stdout.split('\n').map(Number).filter(Boolean)]
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of pids)
      try {
        process.kill(pid, signal)
      } catch {
        // The process has ended.
      }
  }
  signalAll('SIGSTOP')
  await longDelay(random)
  signalAll('SIGCONT')
}

export const outages: readonly Outage[] = [
  { name: 'connections terminated', isLong: false, breakDatabase: terminateAtRandom },
  { name: 'restarted, fast', isLong: false, breakDatabase: restart('SIGINT') },
  { name: 'restarted, immediate', isLong: false, breakDatabase: restart('SIGQUIT') },
  { name: 'refusing for a while', isLong: true, breakDatabase: refuse },
  { name: 'hanging', isLong: true, breakDatabase: hang },
]
