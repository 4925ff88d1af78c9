import { startAttackEnvironment } from '../attacks/attack-environment.ts'
import { runInvalidCodeLoad } from '../lib/invalid-code-load.ts'
import { percentile, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { numberOption } from './run-options.ts'

/** The longest permitted sign-in of a member. */
const MAX_SIGN_IN_MS = 5_000
/** A typical response time of WeCom over the internet. */
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
const invalidPerSecond = numberOption('rate', 20)
const networks = numberOption('nets', 0)
const postgres = await startPostgres()
const environment = await startAttackEnvironment(postgres.url)
let status: number
try {
  const { state } = environment.simulator
  state.faults.push({
    id: 'latency',
    plan: { endpoint: 'auth/getuserinfo', kind: 'slow', ms: LATENCY_MS },
    seen: 0,
    hits: 0,
  })
  const { signIns, statuses, ...load } = await runInvalidCodeLoad(environment, {
    seconds,
    invalidPerSecond,
    userids: [...people, ...people],
    ...(networks > 0 ? { networks } : {}),
  })
  const [states] = await environment.database.query<{ rows: number }>(
    'select count(*)::int as rows from sign_in_states',
  )

  for (const { userid, status, ms } of signIns)
    if (status !== 200 || ms > MAX_SIGN_IN_MS)
      console.error(`${userid}: ${String(status)} after ${String(Math.round(ms))} ms`)
  const times = signIns.map(({ ms }) => ms)
  const invalidCodes = [...statuses.values()].reduce((sum, count) => sum + count, 0)
  status = report(
    'sign-in',
    [
      { what: 'invalid codes', value: invalidCodes, unit: '' },
      { what: 'invalid codes per second', value: Math.round((10 * invalidCodes) / load.seconds) / 10, unit: '/s' },
      { what: 'invalid codes accepted', value: statuses.get(200) ?? 0, unit: '', goal: 0 },
      { what: 'invalid codes with 403', value: statuses.get(403) ?? 0, unit: '' },
      { what: 'invalid codes with 503', value: statuses.get(503) ?? 0, unit: '' },
      { what: 'sign-ins', value: signIns.length, unit: '' },
      {
        what: 'failed sign-ins',
        value: signIns.filter(({ status }) => status !== 200).length,
        unit: '',
        goal: 0,
      },
      { what: 'sign-in, median', value: Math.round(percentile(times, 50)), unit: 'ms' },
      { what: 'sign-in, slowest', value: Math.round(Math.max(...times)), unit: 'ms', goal: MAX_SIGN_IN_MS },
      { what: 'stored sign-in states', value: states?.rows ?? 0, unit: '' },
    ],
    { postgresql: '18' },
  )
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
