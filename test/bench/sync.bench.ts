import pg from 'pg'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createSyncWorld, type RunRow } from './sync-environment.ts'

const SIZE = Number(process.argv[2] ?? 100_000)
const SMALL = SIZE / 10
/** Ten times the members, and memory may not follow: what it grows by is garbage not yet collected. */
const MAX_MEMORY_RATIO = 2
const CHUNK = 1000

const peak = (samples: readonly number[]) => samples.reduce((most, one) => Math.max(most, one), 0)
const isFinished = (run: RunRow) => run.seconds !== null
const secondsOf = (run: RunRow) => run.seconds ?? 0
const round = (number: number, digits = 1) => Number(number.toFixed(digits))

/** The bare driver: the same rows, in the same table with the same indexes, a thousand to a transaction. */
async function floorSeconds(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create table floor_members (like members including all)')
  const { rows } = await client.query<Record<string, unknown>>('select * from members')
  const columns = Object.keys(rows[0] ?? {})
  const started = performance.now()
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const marks = chunk.map((_, row) => `(${columns.map((__, at) => `$${row * columns.length + at + 1}`).join(',')})`)
    const values = chunk.flatMap((row) => columns.map((column) => row[column]))
    await client.query(`insert into floor_members (${columns.join(',')}) values ${marks.join(',')}`, values)
  }
  const seconds = (performance.now() - started) / 1000
  await client.end()
  return seconds
}

async function countMembers(query: Awaited<ReturnType<typeof createSyncWorld>>['database']): Promise<number> {
  const [row] = await query.query<{ count: number }>('select count(*)::int as count from members where status = 1')
  return row?.count ?? 0
}

const postgres = await startPostgres({ durable: true })

/** A tenth of the company: what memory is compared with. */
const small = await createSyncWorld(postgres.url, SMALL)
await small.start()
await small.until(isFinished)
const smallPeak = peak(small.memory)
await small.stop()

const world = await createSyncWorld(postgres.url, SIZE)
await world.start()
const first = await world.until(isFinished)
const memory = { before: world.memory[0] ?? 0, peak: peak(world.memory), after: world.memory.at(-1) ?? 0 }
const listed = world.calls('user/list')
await world.stopProduct()
// A restarted server reads at once, and finds everything as it was.
await world.start()
const again = await world.until(isFinished, first.id)
await world.stopProduct()
const floor = await floorSeconds(world.database.url)

await world.database.query('truncate members, departments, directory_runs, directory_changes')
const listsBefore = world.calls('user/list')
await world.start()
const interrupted = await world.until((run) => run.position >= run.departments / 2)
await world.kill()
const [held] = await world.database.query<{ position: number }>('select position from directory_runs')
await world.start()
const resumed = await world.until(isFinished)
const lists = world.calls('user/list') - listsBefore
const members = await countMembers(world.database)
await world.stop()
await postgres.stop()

const rate = (seconds: number) => Math.round(SIZE / seconds)
const figures: Figure[] = [
  { what: 'members', value: SIZE, unit: '' },
  { what: 'departments', value: first.departments, unit: '' },
  { what: 'first reading', value: round(secondsOf(first)), unit: 's' },
  { what: 'first reading, members per second', value: rate(secondsOf(first)), unit: '/s' },
  { what: 'bare driver, members per second', value: rate(floor), unit: '/s' },
  { what: 'time ratio to the bare driver', value: round(secondsOf(first) / floor, 2), unit: '' },
  { what: 'reading again, nothing changed', value: round(secondsOf(again)), unit: 's' },
  { what: 'calls of WeCom', value: first.calls, unit: '', goal: first.departments + 1 },
  { what: 'calls of user/list that WeCom saw', value: listed, unit: '', goal: first.departments },
  { what: 'RSS when it began', value: memory.before, unit: 'MB' },
  { what: 'RSS at most', value: memory.peak, unit: 'MB' },
  { what: 'RSS at the end', value: memory.after, unit: 'MB' },
  { what: `RSS ratio to ${SMALL} members`, value: round(memory.peak / smallPeak, 2), unit: '', goal: MAX_MEMORY_RATIO },
  { what: 'departments done when it was killed', value: held?.position ?? 0, unit: '' },
  { what: 'departments read twice after SIGKILL', value: lists - resumed.departments, unit: '', goal: 1 },
  { what: 'members missing after SIGKILL', value: SIZE - members, unit: '', goal: 0 },
  { what: 'taken up again', value: resumed.claims - interrupted.claims, unit: '' },
]
process.exit(report('sync', figures, { postgresql: '18' }))
