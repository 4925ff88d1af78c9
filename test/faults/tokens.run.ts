import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createTokenEnvironment, type Cost } from './token-environment.ts'

const CALLS = 200
const ROUNDS = 3

const postgres = await startPostgres()
const figures: Figure[] = []
const recordCost = (situation: string, { failed, gettokens }: Cost, expected: number) =>
  figures.push(
    { what: `${situation}: calls without a response`, value: failed, unit: '', goal: 0 },
    {
      what: `${situation}: deviation from ${expected} calls of gettoken`,
      value: Math.abs(gettokens - expected),
      unit: '',
      goal: 0,
    },
  )

const environment = await createTokenEnvironment(postgres.url)
try {
  recordCost('at the start', await environment.runCalls(CALLS), 2)
  for (let round = 1; round <= ROUNDS; round += 1) {
    environment.expire()
    recordCost(`at expiry ${round}`, await environment.runCalls(CALLS), 2)
    for (const errcode of [40014, 42001] as const)
      for (const endpoint of ['user/get', 'user/update']) {
        // Both tokens are revoked during the calls, at the fortieth call of this kind.
        const plan = { endpoint, kind: 'kill-tokens', errcode, nth: 40 } as const
        environment.state.faults.push({ id: endpoint, plan, seen: 0, hits: 0 })
        recordCost(`${String(errcode)} at ${endpoint} ${String(round)}`, await environment.runCalls(CALLS), 2)
        environment.state.faults.length = 0
      }
  }
} finally {
  await environment.stop()
}

const refused = await createTokenEnvironment(postgres.url, { agentSecret: 'not-the-secret-of-this-app' })
try {
  const first = await refused.runCalls(CALLS)
  const second = await refused.runCalls(CALLS)
  const alarms = second.alarms.filter(({ tokenName, errcode }) => tokenName === 'agent_token' && errcode === 40001)
  const before = refused.gettokens()
  const shownIn = await refused.findShownRefusal()
  const gettokensAtStart = refused.gettokens() - before
  figures.push(
    { what: 'wrong secret: calls of gettoken', value: first.gettokens - 1 + second.gettokens, unit: '', goal: 1 },
    { what: 'wrong secret: failed calls of the other secret', value: first.failed - CALLS, unit: '', goal: 0 },
    { what: 'wrong secret: deviation from one alarm', value: Math.abs(alarms.length - 1), unit: '', goal: 0 },
    { what: 'wrong secret: calls of gettoken by a restarted server', value: gettokensAtStart, unit: '', goal: 0 },
    ...Object.entries(shownIn).map(([place, isShown]) => ({
      what: `wrong secret: not shown in the ${place}`,
      value: isShown ? 0 : 1,
      unit: '',
      goal: 0,
    })),
  )
} finally {
  await refused.stop()
  await postgres.stop()
}
process.exit(report('tokens', figures, { postgresql: '18' }))
