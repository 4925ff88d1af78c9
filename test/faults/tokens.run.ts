import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createTokenWorld, type Cost } from './token-environment.ts'

const CALLS = 200
const ROUNDS = 3

const postgres = await startPostgres()
const figures: Figure[] = []
const note = (what: string, { failed, gettokens }: Cost, wanted: number) =>
  figures.push(
    { what: `${what}: calls without an answer`, value: failed, unit: '', goal: 0 },
    { what: `${what}: gettoken more or less than ${wanted}`, value: Math.abs(gettokens - wanted), unit: '', goal: 0 },
  )

const world = await createTokenWorld(postgres.url)
note('at the start', await world.storm(CALLS), 2)
for (let round = 1; round <= ROUNDS; round += 1) {
  world.expire()
  note(`at expiry ${round}`, await world.storm(CALLS), 2)
  for (const errcode of [40014, 42001] as const)
    for (const endpoint of ['user/get', 'user/update']) {
      // Both tokens die while the storm is under way: at the fortieth call of this kind.
      const plan = { endpoint, kind: 'kill-tokens', errcode, nth: 40 } as const
      world.state.faults.push({ id: endpoint, plan, seen: 0, hits: 0 })
      note(`${String(errcode)} at ${endpoint} ${String(round)}`, await world.storm(CALLS), 2)
      world.state.faults.length = 0
    }
}
await world.stop()

const refused = await createTokenWorld(postgres.url, { agentSecret: 'not-the-secret-of-this-app' })
const first = await refused.storm(CALLS)
const second = await refused.storm(CALLS)
const alarms = second.alarms.filter(({ whose, errcode }) => whose === 'agent_token' && errcode === 40001)
const before = refused.gettokens()
const shown = await refused.shown()
const asked = refused.gettokens() - before
figures.push(
  { what: 'wrong secret: gettoken with it', value: first.gettokens - 1 + second.gettokens, unit: '', goal: 1 },
  { what: 'wrong secret: calls of the other secret lost', value: first.failed - CALLS, unit: '', goal: 0 },
  { what: 'wrong secret: alarms more or less than 1', value: Math.abs(alarms.length - 1), unit: '', goal: 0 },
  { what: 'wrong secret: gettoken by a server that starts meanwhile', value: asked, unit: '', goal: 0 },
  ...Object.entries(shown).map(([where, isShown]) => ({
    what: `wrong secret: not seen in the ${where}`,
    value: isShown ? 0 : 1,
    unit: '',
    goal: 0,
  })),
)
await refused.stop()
await postgres.stop()
process.exit(report('tokens', figures, { postgresql: '18' }))
