import type { BoardView } from '@desk/shared/policies/board-schemas'
import { loadavg } from 'node:os'
import { numberOption } from '../faults/run-options.ts'
import { type Figure, percentile, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createPolicyEnvironment, type PolicyEnvironment } from './policy-environment.ts'

/** Compares the pages of the desk of a large company with those of a small one, in turns, so that noise meets both. */
const MEMBERS = numberOption('members', 1_000_000)
const SMALL = Math.min(10_000, MEMBERS)
const READS = numberOption('reads', 300)
const WARM_UP = 30
/** Share of the people who have signed. Both companies have too many to be plotted by the minute. */
const SIGNED = 0.2
/** Days for which the board of every stored department is kept. */
const DAYS = 30
const RATIO = 1.2

const round = (value: number) => Math.round(value * 100) / 100

/** Moves the publication back, and stores the board of each day since, as the job at midnight does. */
async function fillPast({ database, ids }: PolicyEnvironment): Promise<void> {
  const id = ids[0]!
  await database.query(`set session_replication_role = replica;
    update policy_versions set published_at = published_at - interval '${String(DAYS)} days',
      asks_since = asks_since - interval '${String(DAYS)} days' where policy_id = '${id}' and published_at is not null;
    set session_replication_role = default`)
  await database.query(`insert into policy_snapshots (policy_id, day, department_id, version_id, counts, taken_at)
    select p.id, (now() at time zone 'Asia/Shanghai')::date - n, c.department_id, p.current_version_id,
      jsonb_build_object('signed', c.signed * (${String(DAYS)} - n) / ${String(DAYS)}, 'pending',
        c.bound - c.signed * (${String(DAYS)} - n) / ${String(DAYS)}, 'overdue', 0, 'questioned', 0, 'undelivered', 0,
        'exempt', 0, 'excluded', 0, 'changeOnly', 0), now()
    from policies p
    join (select policy_id, department_id, sum(total)::int as bound,
        coalesce(sum(total) filter (where state = 'signed'), 0)::int as signed
      from policy_counters group by policy_id, department_id) c on c.policy_id = p.id,
    generate_series(1, ${String(DAYS)}) n where p.id = '${id}'`)
  await database.query('vacuum analyze')
}

async function createCompany(databaseServer: string, members: number): Promise<PolicyEnvironment> {
  const environment = await createPolicyEnvironment(databaseServer, {
    members,
    policies: 1,
    signatures: Math.round(members * SIGNED),
    isCounted: true,
  })
  await fillPast(environment)
  return environment
}

const PAST = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10)
const views = [
  { name: 'today', query: '' },
  { name: 'past day', query: `?day=${PAST}` },
  { name: 'drill-down', query: '?department=1001' },
  { name: 'drill-down twice', query: '?department=100001' },
  { name: 'drill-down, past day', query: `?department=1001&day=${PAST}` },
]

async function timeOf({ author, ids }: PolicyEnvironment, query: string): Promise<number> {
  const began = performance.now()
  await author.get<BoardView>(`/api/policies/${ids[0]!}/board${query}`)
  return performance.now() - began
}

const postgres = await startPostgres({ durable: true })
const small = await createCompany(postgres.url, SMALL)
console.log(`A company of ${String(SMALL)} is filled.`)
const large = await createCompany(postgres.url, MEMBERS)
console.log(`A company of ${String(MEMBERS)} is filled in ${String(Math.round(large.filledSeconds))} s.`)
const figures: Figure[] = [
  { what: 'members, large', value: MEMBERS, unit: '' },
  { what: 'members, small', value: SMALL, unit: '' },
  { what: 'database filled in, large', value: Math.round(large.filledSeconds), unit: 's' },
]
for (const { name, query } of views) {
  const shown = await large.author.get<BoardView>(`/api/policies/${large.ids[0]!}/board${query}`)
  if ((shown.asOf === null) !== !query.includes('day=')) throw new Error(`${name}: the day is ${String(shown.asOf)}`)
  const times = { small: [] as number[], large: [] as number[] }
  for (let turn = -WARM_UP; turn < READS; turn += 1) {
    const [smallMs, largeMs] = [await timeOf(small, query), await timeOf(large, query)]
    if (turn < 0) continue
    times.small.push(smallMs)
    times.large.push(largeMs)
  }
  const [smallP95, largeP95] = [percentile(times.small, 95), percentile(times.large, 95)]
  const halves = { small: percentile(times.small, 50), large: percentile(times.large, 50) }
  figures.push(
    { what: `board ${name}, p95 of ${String(SMALL)}`, value: round(smallP95), unit: 'ms' },
    { what: `board ${name}, p95 of ${String(MEMBERS)}`, value: round(largeP95), unit: 'ms' },
    { what: `board ${name}, median, large against small`, value: round(halves.large / halves.small), unit: '×' },
    { what: `board ${name}, p95, large against small`, value: round(largeP95 / smallP95), unit: '×', goal: RATIO },
  )
}
figures.push({ what: 'load average (1 minute)', value: round(loadavg()[0] ?? 0), unit: '' })
const [version] = await large.database.query<{ server_version: string }>('show server_version')
await large.stop()
await small.stop()
await postgres.stop()
process.exit(report('desk', figures, { postgresql: version?.server_version ?? '' }))
