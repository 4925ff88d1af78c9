import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createTokenWorld, type Storm } from './token-world.ts'

const CALLS = 200
const ROUNDS = 3

const postgres = await startPostgres()
const figures: Figure[] = []
const note = (what: string, { failed, gettokens }: Storm, wanted: number) =>
  figures.push(
    { what: `${what}: calls without an answer`, value: failed, unit: '', goal: 0 },
    { what: `${what}: gettoken more or less than ${wanted}`, value: Math.abs(gettokens - wanted), unit: '', goal: 0 },
  )

const world = await createTokenWorld(postgres.url)
note('at the start', await world.storm(CALLS), 2)
for (let round = 1; round <= ROUNDS; round += 1) {
  world.expire()
  note(`at expiry ${round}`, await world.storm(CALLS), 2)
  for (const errcode of [40014, 42001] as const) {
    // Dies while the storm is under way: at the fortieth call of each kind.
    for (const endpoint of ['user/get', 'user/update'])
      world.simulator.state.faults.push({
        id: endpoint,
        plan: { endpoint, kind: 'kill-tokens', errcode, nth: 40 },
        seen: 0,
        hits: 0,
      })
    const { failed, gettokens } = await world.storm(CALLS)
    world.simulator.state.faults.length = 0
    // Each kill ends both tokens; when both fall before either is renewed, two fetches serve them all.
    figures.push(
      { what: `${errcode} in round ${round}: calls without an answer`, value: failed, unit: '', goal: 0 },
      { what: `${errcode} in round ${round}: gettoken`, value: gettokens, unit: '', goal: 4 },
    )
  }
}
await world.stop()

const refused = await createTokenWorld(postgres.url, { agentSecret: 'not-the-secret-of-this-app' })
const first = await refused.storm(CALLS)
const second = await refused.storm(CALLS)
const noted = await refused.database.query(`select 1 from wecom_refusals where subject = 'agent_token'`)
figures.push(
  { what: 'wrong secret: gettoken with it', value: first.gettokens - 1 + second.gettokens, unit: '', goal: 1 },
  { what: 'wrong secret: calls of the other secret lost', value: first.failed - CALLS, unit: '', goal: 0 },
  { what: 'wrong secret: alarms more or less than 1', value: Math.abs(refused.alarms.length - 1), unit: '', goal: 0 },
  { what: 'wrong secret: not shown to operators', value: 1 - noted.length, unit: '', goal: 0 },
)
await refused.stop()
await postgres.stop()
process.exit(report('tokens', figures, { postgresql: '18' }))
