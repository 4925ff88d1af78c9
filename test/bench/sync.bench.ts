import pg from 'pg'
import { type Figure, report, rounded } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { TestDatabase } from '../lib/test-database.ts'
import { createSyncEnvironment, type RunRow } from './sync-environment.ts'

const SIZE = Number(process.argv[2] ?? 100_000)
const SMALL = SIZE / 10
/** With ten times the members, memory may only grow by garbage that is not collected yet. */
const MAX_MEMORY_RATIO = 2
const CHUNK = 1000

const peak = (samples: readonly number[]) => samples.reduce((most, sample) => Math.max(most, sample), 0)
const isFinished = (run: RunRow) => run.seconds !== null
const secondsOf = (run: RunRow) => run.seconds ?? Number.NaN

/** Inserts the same rows into the same table with the driver alone, a thousand per transaction. */
async function measureBaselineSeconds(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create table baseline_members (like members including all)')
  const { rows } = await client.query<Record<string, unknown>>('select * from members')
  const columns = Object.keys(rows[0] ?? {})
  const started = performance.now()
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const marks = chunk.map(
      (_row, row) => `(${columns.map((_column, column) => `$${row * columns.length + column + 1}`).join(',')})`,
    )
    const values = chunk.flatMap((row) => columns.map((column) => row[column]))
    await client.query(`insert into baseline_members (${columns.join(',')}) values ${marks.join(',')}`, values)
  }
  const seconds = (performance.now() - started) / 1000
  await client.end()
  return seconds
}

async function countMembers(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: number }>('select count(*)::int as count from members where status = 1')
  return row?.count ?? 0
}

const postgres = await startPostgres({ durable: true })

/** A tenth of the company, for the comparison of memory. */
const small = await createSyncEnvironment(postgres.url, SMALL)
await small.start()
await small.waitForRun(isFinished)
const smallPeak = peak(small.memory)
await small.stop()

const environment = await createSyncEnvironment(postgres.url, SIZE)
await environment.start()
const first = await environment.waitForRun(isFinished)
const memory = {
  before: environment.memory[0] ?? 0,
  peak: peak(environment.memory),
  after: environment.memory.at(-1) ?? 0,
}
const userListCalls = environment.countCalls('user/list')
await environment.stopProduct()
// A restarted server reads the directory at once and finds no change.
await environment.start()
const second = await environment.waitForRun(isFinished, first.id)
await environment.stopProduct()
const baseline = await measureBaselineSeconds(environment.database.url)

await environment.database.query('truncate members, departments, directory_runs, directory_changes')
const callsBefore = environment.countCalls('user/list')
await environment.start()
const interrupted = await environment.waitForRun((run) => run.position >= run.departments / 2)
await environment.kill()
const [interruptedRun] = await environment.database.query<{ position: number }>('select position from directory_runs')
await environment.start()
const resumed = await environment.waitForRun(isFinished)
const listCalls = environment.countCalls('user/list') - callsBefore
const members = await countMembers(environment.database)
await environment.stop()
await postgres.stop()

const rate = (seconds: number) => Math.round(SIZE / seconds)
const figures: Figure[] = [
  { what: 'members', value: SIZE, unit: '' },
  { what: 'departments', value: first.departments, unit: '' },
  { what: 'first sync', value: rounded(secondsOf(first)), unit: 's' },
  { what: 'first sync, members per second', value: rate(secondsOf(first)), unit: '/s' },
  { what: 'driver alone, members per second', value: rate(baseline), unit: '/s' },
  { what: 'time relative to the driver alone', value: rounded(secondsOf(first) / baseline, 2), unit: '' },
  { what: 'second sync without changes', value: rounded(secondsOf(second)), unit: 's' },
  { what: 'calls of WeCom by the first sync', value: first.calls, unit: '', goal: first.departments + 1 },
  { what: 'calls of user/list', value: userListCalls, unit: '', goal: first.departments },
  { what: 'RSS at the start', value: memory.before, unit: 'MB' },
  { what: 'maximum RSS', value: memory.peak, unit: 'MB' },
  { what: 'RSS at the end', value: memory.after, unit: 'MB' },
  {
    what: `RSS ratio to ${SMALL} members`,
    value: rounded(memory.peak / smallPeak, 2),
    unit: '',
    goal: MAX_MEMORY_RATIO,
  },
  { what: 'departments synced before SIGKILL', value: interruptedRun?.position ?? 0, unit: '' },
  { what: 'departments synced twice after SIGKILL', value: listCalls - resumed.departments, unit: '', goal: 1 },
  { what: 'members missing after SIGKILL', value: SIZE - members, unit: '', goal: 0 },
  { what: 'claims of the run after SIGKILL', value: resumed.claims - interrupted.claims, unit: '' },
]
process.exit(report('sync', figures, { postgresql: '18' }))
