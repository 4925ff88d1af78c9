import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'
import { adminOf, departmentId, deskCompany, staffOf } from './desk-company.ts'
import { findDecisionsWithoutRole, findRaceViolations, type Race } from './find-race-violations.ts'
import { type RaceKind, raceKinds } from './race-scenarios.ts'
import { type Pair, createRaceContext } from './race-context.ts'
import { createRaceEnvironment, type RaceEnvironment } from './race-environment.ts'
import { numberOption } from './run-options.ts'

const PAIRS = numberOption('pairs', 10_000)
const SEED = numberOption('seed', 20_261_124)
const CONCURRENCY = 16
/** The number of members who share two admins. */
const STAFF = 40
const MAX_PRINTED = 40

const kindOf = (index: number): RaceKind => raceKinds[index % raceKinds.length]!
const indexes = Array.from({ length: PAIRS }, (_, index) => index)
const isolated = indexes.filter((index) => kindOf(index).needsOwnDepartment)
const grouped = indexes.filter((index) => !kindOf(index).needsOwnDepartment)

/** First the shared departments, then one department for each isolated race. */
const shared = Math.ceil(grouped.length / STAFF)
const company = deskCompany([...Array.from({ length: shared }, () => STAFF), ...isolated.map(() => 1)])

async function createPairs(environment: RaceEnvironment): Promise<Pair[]> {
  const grants = await environment.database.query<{ id: string; userid: string; department: number }>(
    `select id, userid, department_id as department from role_grants where role = 'dept_admin'`,
  )
  const grantOf = new Map(grants.map(({ id, userid, department }) => [`${userid}:${String(department)}`, id]))
  const createPair = (index: number, department: number, nth: number): Pair => {
    const adminA = adminOf(department, 'a')
    const roleGrantOfAdminA = grantOf.get(`${adminA}:${String(departmentId(department))}`) ?? null
    const turn = Math.floor(index / raceKinds.length)
    return {
      index,
      turn,
      applicant: staffOf(department, nth),
      adminA,
      adminB: adminOf(department, 'b'),
      roleGrantOfAdminA,
    }
  }
  const groupedPairs = grouped.map((index, nth) => createPair(index, Math.floor(nth / STAFF), nth % STAFF))
  return [...groupedPairs, ...isolated.map((index, nth) => createPair(index, shared + nth, 0))].sort(
    (one, other) => one.index - other.index,
  )
}

let serverErrors = 0
async function runAll(environment: RaceEnvironment): Promise<{ races: Race[]; failedRuns: string[] }> {
  const pairs = await createPairs(environment)
  const races: Race[] = []
  const failedRuns: string[] = []
  let next = 0
  const lane = async () => {
    for (let pair = pairs[next++]; pair !== undefined; pair = pairs[next++]) {
      const kind = kindOf(pair.index)
      const context = createRaceContext(environment, pair, seededRandom(SEED + pair.index), (status) => {
        if (status >= 500) serverErrors += 1
      })
      try {
        races.push({ kind: kind.name, pair, result: await kind.run(context) })
      } catch (error) {
        failedRuns.push(`${kind.name}, pair ${String(pair.index)}: ${String(error)}`)
      }
      if ((races.length + failedRuns.length) % 1000 === 0)
        console.log(`${String(races.length + failedRuns.length)} pairs done`)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
  return { races, failedRuns }
}

const secondsSince = (began: number) => Math.round((performance.now() - began) / 1000)

console.log(`${String(PAIRS)} pairs, seed ${String(SEED)}`)
const postgres = await startPostgres()
const environment = await createRaceEnvironment(postgres.url, company)
let status: number
try {
  const startBegan = performance.now()
  await environment.start()
  const startSeconds = secondsSince(startBegan)
  const racesBegan = performance.now()
  const { races, failedRuns } = await runAll(environment)
  const raceSeconds = secondsSince(racesBegan)
  const effectsBegan = performance.now()
  await environment.executeEffects('info_change.apply')
  const effectSeconds = secondsSince(effectsBegan)
  const violations = [...failedRuns, ...(await findRaceViolations(environment.database, environment.state, races))]
  const unauthorized = await findDecisionsWithoutRole(environment.database)

  for (const violation of [...violations, ...unauthorized].slice(0, MAX_PRINTED)) console.error(violation)
  const figures: Figure[] = [
    ...raceKinds.flatMap(({ name }) => {
      const own = races.filter(({ kind }) => kind === name)
      const contested = own.filter(({ result }) => result.isFirstFaster !== undefined)
      const wonByFirst = contested.filter(({ result }) => result.isFirstFaster).length
      return [
        { what: name, value: own.length, unit: 'pairs' },
        ...(contested.length > 0
          ? [{ what: `${name}: won by the first`, value: wonByFirst, unit: `of ${String(contested.length)}` }]
          : []),
      ]
    }),
    { what: 'races without a result', value: PAIRS - races.length, unit: '', goal: 0 },
    { what: 'responses with 5xx', value: serverErrors, unit: '', goal: 0 },
    { what: 'violations', value: violations.length, unit: '', goal: 0 },
    { what: 'decisions after the end of the role', value: unauthorized.length, unit: '', goal: 0 },
    { what: 'preparation', value: startSeconds, unit: 's' },
    { what: 'races', value: raceSeconds, unit: 's' },
    { what: 'effects executed in', value: effectSeconds, unit: 's' },
    { what: 'seed', value: SEED, unit: '' },
  ]
  status = report('races', figures, { postgresql: '18' })
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
