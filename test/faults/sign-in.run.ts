import { startAttackWorld } from '../attacks/attack-environment.ts'
import { runInvalidCodeLoad } from '../lib/invalid-code-load.ts'
import { percentile, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { numberOption } from './run-options.ts'

/** Of people who want in, none waits longer. */
const MOST_MS = 5_000
/** As long as WeCom takes over the internet. */
const LATENCY_MS = 150
const people = [
  'sunhao',
  'maxiaoyu',
  'gaofeng',
  'zhaolixia',
  'luowenjing',
  'xujiaqi',
  'guoji',
  'dengchao',
  'chenhaiyan',
  'xiaolan',
]

const seconds = numberOption('seconds', 60)
const junkPerSecond = numberOption('rate', 20)
const nets = numberOption('nets', 0)
const postgres = await startPostgres()
const world = await startAttackWorld(postgres.url)
const { state } = world.simulator
state.faults.push({
  id: 'latency',
  plan: { endpoint: 'auth/getuserinfo', kind: 'slow', ms: LATENCY_MS },
  seen: 0,
  hits: 0,
})
const { signIns, statuses, ...load } = await runInvalidCodeLoad(world, {
  seconds,
  invalidPerSecond: junkPerSecond,
  userids: [...people, ...people],
  ...(nets > 0 ? { networks: nets } : {}),
})
const [states] = await world.database.query<{ rows: number }>('select count(*)::int as rows from sign_in_states')
await world.stop()
await postgres.stop()

for (const { userid, status, ms } of signIns)
  if (status !== 200 || ms > MOST_MS) console.error(`${userid}: ${String(status)} after ${String(Math.round(ms))} ms`)
const times = signIns.map(({ ms }) => ms)
const junk = [...statuses.values()].reduce((sum, count) => sum + count, 0)
process.exit(
  report(
    'sign-in',
    [
      { what: 'junk codes', value: junk, unit: '' },
      { what: 'junk codes a second', value: Math.round((10 * junk) / load.seconds) / 10, unit: '/s' },
      { what: 'junk let in', value: statuses.get(200) ?? 0, unit: '', goal: 0 },
      { what: 'junk answered 403', value: statuses.get(403) ?? 0, unit: '' },
      { what: 'junk answered 503', value: statuses.get(503) ?? 0, unit: '' },
      { what: 'people', value: signIns.length, unit: '' },
      { what: 'people kept out', value: signIns.filter(({ status }) => status !== 200).length, unit: '', goal: 0 },
      { what: 'sign-in, median', value: Math.round(percentile(times, 50)), unit: 'ms' },
      { what: 'sign-in, slowest', value: Math.round(Math.max(...times)), unit: 'ms', goal: MOST_MS },
      { what: 'rows of states kept', value: states?.rows ?? 0, unit: '' },
    ],
    { postgresql: '18' },
  ),
)
