import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'
import { adminOf, departmentId, deskCompany, staffOf } from './desk-company.ts'
import { decidedWithoutRole, checkRaces, type Race } from './check-races.ts'
import { type RaceKind, raceKinds } from './race-scenarios.ts'
import { type Pair, sceneOf } from './race-setup.ts'
import { createRaceWorld, type RaceEnvironment } from './race-environment.ts'
import { numberOption } from './run-options.ts'

const PAIRS = numberOption('pairs', 10_000)
const SEED = numberOption('seed', 20_261_124)
const AT_ONCE = 16
/** People who share two admins. */
const STAFF = 40
const SHOWN = 40

const kindOf = (index: number): RaceKind => raceKinds[index % raceKinds.length]!
const indexes = Array.from({ length: PAIRS }, (_, index) => index)
const alone = indexes.filter((index) => kindOf(index).ownDepartment)
const together = indexes.filter((index) => !kindOf(index).ownDepartment)

/** Departments first of those who share one, then one for each of the others. */
const shared = Math.ceil(together.length / STAFF)
const company = deskCompany([...Array.from({ length: shared }, () => STAFF), ...alone.map(() => 1)])

async function castPairs(world: RaceEnvironment): Promise<Pair[]> {
  const grants = await world.database.query<{ id: string; userid: string; department: number }>(
    `select id, userid, department_id as department from role_grants where role = 'dept_admin'`,
  )
  const grantOf = new Map(grants.map(({ id, userid, department }) => [`${userid}:${String(department)}`, id]))
  const cast = (index: number, department: number, nth: number): Pair => {
    const a = adminOf(department, 'a')
    const grantOfA = grantOf.get(`${a}:${String(departmentId(department))}`) ?? null
    const turn = Math.floor(index / raceKinds.length)
    return { index, turn, applicant: staffOf(department, nth), a, b: adminOf(department, 'b'), grantOfA }
  }
  const crowd = together.map((index, nth) => cast(index, Math.floor(nth / STAFF), nth % STAFF))
  return [...crowd, ...alone.map((index, nth) => cast(index, shared + nth, 0))].sort((x, y) => x.index - y.index)
}

let faults = 0
async function runAll(world: RaceEnvironment): Promise<{ races: Race[]; broken: string[] }> {
  const pairs = await castPairs(world)
  const races: Race[] = []
  const broken: string[] = []
  let next = 0
  const lane = async () => {
    for (let pair = pairs[next++]; pair !== undefined; pair = pairs[next++]) {
      const kind = kindOf(pair.index)
      const scene = sceneOf(world, pair, seededRandom(SEED + pair.index), (status) => {
        if (status >= 500) faults += 1
      })
      try {
        races.push({ kind: kind.name, pair, ending: await kind.run(scene) })
      } catch (error) {
        broken.push(`${kind.name}, pair ${String(pair.index)}: ${String(error)}`)
      }
      if ((races.length + broken.length) % 1000 === 0)
        console.log(`${String(races.length + broken.length)} pairs raced`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return { races, broken }
}

const secondsSince = (began: number) => Math.round((performance.now() - began) / 1000)

console.log(`${String(PAIRS)} pairs, seed ${String(SEED)}`)
const postgres = await startPostgres()
const world = await createRaceWorld(postgres.url, company)
const atStart = performance.now()
await world.start()
const settingUp = secondsSince(atStart)
const atRace = performance.now()
const { races, broken } = await runAll(world)
const racing = secondsSince(atRace)
const atEffects = performance.now()
await world.carryOut('info_change.apply')
const carryingOut = secondsSince(atEffects)
const offences = [...broken, ...(await checkRaces(world.database, world.state, races))]
const unentitled = await decidedWithoutRole(world.database)
await world.stop()
await postgres.stop()

for (const offence of [...offences, ...unentitled].slice(0, SHOWN)) console.error(offence)
const figures: Figure[] = [
  ...raceKinds.flatMap(({ name }) => {
    const own = races.filter(({ kind }) => kind === name)
    const fair = own.filter(({ ending }) => ending.isFirstFaster !== undefined)
    const first = fair.filter(({ ending }) => ending.isFirstFaster).length
    return [
      { what: name, value: own.length, unit: 'pairs' },
      ...(fair.length > 0
        ? [{ what: `${name}: won by the first`, value: first, unit: `of ${String(fair.length)}` }]
        : []),
    ]
  }),
  { what: 'pairs that were not raced', value: PAIRS - races.length, unit: '', goal: 0 },
  { what: 'answers of 5xx', value: faults, unit: '', goal: 0 },
  { what: 'wrong winners, losers untold, effects lost or doubled', value: offences.length, unit: '', goal: 0 },
  { what: 'decisions after the role had ended', value: unentitled.length, unit: '', goal: 0 },
  { what: 'setting up', value: settingUp, unit: 's' },
  { what: 'racing', value: racing, unit: 's' },
  { what: 'carrying out', value: carryingOut, unit: 's' },
  { what: 'seed', value: SEED, unit: '' },
]
process.exit(report('races', figures, { postgresql: '18' }))
