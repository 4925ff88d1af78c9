import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseWorld } from './database-environment.ts'

/** What may happen to a database. `breakDatabase` resolves when the database is well again. */
export type Outage = {
  name: string
  /** It is away for longer than anybody may need to notice. */
  isLong: boolean
  breakDatabase(world: DatabaseWorld, random: () => number): Promise<void>
}

const LONG_MS = 3_500
const SPREAD_MS = 4_000
const long = (random: () => number) => delay(LONG_MS + random() * SPREAD_MS)

const TERMINATIONS = 30
const MOST_APART_MS = 200
/** Whoever is in the middle of a transaction first: of idle connections there are more. */
const TERMINATE = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = 'desk_database' and pid <> pg_backend_pid()
  order by state = 'idle', random() limit 1 + floor(random() * 4)::int`

async function terminateAtRandom({ database }: DatabaseWorld, random: () => number): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  for (let nth = 0; nth < TERMINATIONS; nth += 1) {
    await client.query(TERMINATE)
    await delay(random() * MOST_APART_MS)
  }
  await client.end()
}

const restart = (signal: 'SIGINT' | 'SIGQUIT') => async (world: DatabaseWorld) => {
  await world.postgres.halt(signal)
  await world.postgres.start()
}

async function refuse({ postgres }: DatabaseWorld, random: () => number): Promise<void> {
  await postgres.halt('SIGINT')
  await long(random)
  await postgres.start()
}

/** All processes of the server: who takes new connections first, so that none comes after the others were counted. */
async function hang({ postgres }: DatabaseWorld, random: () => number): Promise<void> {
  const main = postgres.pid()
  process.kill(main, 'SIGSTOP')
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(main)], { encoding: 'utf8' })
  const all = [main, ...stdout.split('\n').map(Number).filter(Boolean)]
  const tell = (signal: NodeJS.Signals) => {
    for (const pid of all)
      try {
        process.kill(pid, signal)
      } catch {
        // It ended in between.
      }
  }
  tell('SIGSTOP')
  await long(random)
  tell('SIGCONT')
}

export const outages: readonly Outage[] = [
  { name: 'connections terminated', isLong: false, breakDatabase: terminateAtRandom },
  { name: 'restarted, fast', isLong: false, breakDatabase: restart('SIGINT') },
  { name: 'restarted, immediate', isLong: false, breakDatabase: restart('SIGQUIT') },
  { name: 'refusing for a while', isLong: true, breakDatabase: refuse },
  { name: 'hanging', isLong: true, breakDatabase: hang },
]
