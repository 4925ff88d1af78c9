import { type FailPointName, groupFailPointNames } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { deskCompany } from './desk-company.ts'
import {
  approveGroup,
  type GroupScenario,
  submitGroup,
  getGroup,
  confirmManualCreation,
  findCreationViolations,
  findRemovalViolations,
  getRequest,
  reviewGroup,
  moveToDepartment,
} from './groups-scenario.ts'
import { createCrashEnvironment, type CrashEnvironment, settleAfterKill } from './crash-environment.ts'
import { itemAt } from './item-at.ts'
import { numberOption, textOption } from './run-options.ts'
import { describeError } from './violations.ts'

const RUNS = numberOption('runs', 100)
const [shard = 1, shards = 1] = (textOption('shard') ?? '1/1').split('/').map(Number)
const DEPARTMENTS = 12
const STAFF = 4
/** Each member may submit five requests a day, and a rate limit of groups takes an hour of the clock. */
const RUNS_A_DAY = DEPARTMENTS * 2

const creationPoints: readonly FailPointName[] = [
  'submit.committed',
  'decide.committed',
  'outbox.claimed',
  'group.intent_stored',
  'group.called',
  'group.greeting',
  'group.read_back',
  'outbox.settled',
  'notice.calling',
  'notice.called',
]
const removalPoints: readonly FailPointName[] = ['group.committed', 'group.changing', 'group.changed', 'outbox.settled']

type CreationFault = FaultPlan & { ends?: 'failed' | 'by_hand' }
const refuseCreation = (errcode: number, ends: 'failed' | 'by_hand'): CreationFault => ({
  endpoint: 'appchat/create',
  kind: 'errcode',
  errcode,
  ends,
})

/** Faults of the simulated WeCom during the creation; null means none. */
const faultPlans: readonly (CreationFault | null)[] = [
  null,
  { endpoint: 'appchat/create', kind: 'done-then-dropped', times: 1 },
  refuseCreation(86215, 'failed'),
  refuseCreation(86006, 'failed'),
  { endpoint: 'appchat/create', kind: 'drop', times: 2 },
  refuseCreation(86008, 'failed'),
  refuseCreation(49008, 'failed'),
  { endpoint: 'appchat/send', kind: 'done-then-dropped', times: 1 },
  refuseCreation(60011, 'by_hand'),
  { endpoint: 'appchat/get', kind: 'drop', times: 2 },
  refuseCreation(48002, 'by_hand'),
  { endpoint: 'appchat/create', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'appchat/create', kind: 'timeout', ms: 6_000, times: 1 },
  { endpoint: 'appchat/create', kind: 'errcode', errcode: -1, times: 2 },
  { endpoint: 'appchat/create', kind: 'kill-tokens', errcode: 42001, times: 1 },
  { endpoint: 'message/send', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'appchat/create', kind: 'http', status: 502, times: 1 },
]

/** Faults of the simulated WeCom during the removal of a member; null means none. */
const removalFaultPlans: readonly (FaultPlan | null)[] = [
  null,
  { endpoint: 'appchat/update', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'appchat/update', kind: 'drop', times: 1 },
  { endpoint: 'appchat/update', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'appchat/get', kind: 'drop', times: 2 },
  { endpoint: 'appchat/update', kind: 'errcode', errcode: -1, times: 1 },
]

async function run(environment: CrashEnvironment, index: number): Promise<string[]> {
  // Each shard uses all departments in turn, because of the daily limit.
  const department = Math.floor(index / shards) % DEPARTMENTS
  const fault = itemAt(faultPlans, index)
  if (fault) {
    const { ends: _ends, ...plan } = fault
    environment.addFault(plan)
  }
  const point = itemAt(creationPoints, Math.floor(index / faultPlans.length) + index)
  if (point === 'submit.committed') environment.arm({ point, nth: 1 })
  const scenario = await submitGroup(environment, department, index)
  if (point !== 'submit.committed') environment.arm({ point, nth: 1 })
  await approveGroup(environment, scenario, index)
  await settleAfterKill(environment)
  environment.clearFaults()
  environment.arm(null)
  const violations = await findCreationViolations(environment, scenario)
  const view = await getRequest(environment, scenario)
  const expected = fault?.ends ?? 'done'
  const ended = view.phase ?? view.state
  if (ended !== expected) violations.push(`ended as ${ended}, not as ${expected}`)
  if (ended === 'by_hand') {
    await confirmManualCreation(environment, scenario)
    const { state } = await getRequest(environment, scenario)
    if (state !== 'done') violations.push(`created manually, but ${state}`)
  }
  const made = view.group?.made
  if (made && view.state === 'done')
    violations.push(...(await removeMovedMember(environment, scenario, made.id, index)))
  return violations
}

async function removeMovedMember(
  environment: CrashEnvironment,
  scenario: GroupScenario,
  groupId: string,
  index: number,
): Promise<string[]> {
  const mover = scenario.members[2]!
  moveToDepartment(environment, mover, (scenario.department + 1) % DEPARTMENTS)
  await settleAfterKill(environment)
  const fault = itemAt(removalFaultPlans, index)
  if (fault) environment.addFault(fault)
  environment.arm({ point: itemAt(removalPoints, index), nth: 1 })
  await reviewGroup(environment, scenario, groupId)
  await settleAfterKill(environment)
  environment.clearFaults()
  environment.arm(null)
  const violations = findRemovalViolations(environment, scenario, mover, await getGroup(environment, scenario, groupId))
  moveToDepartment(environment, mover, scenario.department)
  await settleAfterKill(environment)
  return violations
}

const postgres = await startPostgres()
const company = deskCompany(Array.from({ length: DEPARTMENTS }, () => STAFF))
const environment = await createCrashEnvironment(postgres.url, `desk_groups_${String(process.pid)}`, company)
let status: number
try {
  await environment.start()
  const indexes = Array.from({ length: RUNS }, (_, index) => index).filter((index) => index % shards === shard - 1)
  const began = performance.now()
  const violations: string[] = []
  for (const [done, index] of indexes.entries()) {
    if (done > 0 && done % RUNS_A_DAY === 0) environment.nextDay()
    const runViolations = await run(environment, index).catch((error: unknown) => [describeError(error)])
    environment.clearFaults()
    environment.arm(null)
    for (const violation of runViolations) {
      violations.push(`run ${String(index)}: ${violation}`)
      console.error(violations.at(-1))
    }
    if ((done + 1) % 10 === 0) console.log(`${String(done + 1)} of ${String(indexes.length)} runs`)
  }
  const seconds = (performance.now() - began) / 1000
  const created = environment.platform.state.effects.filter(({ effect }) => effect === 'group.create').length

  const points = [...new Set([...creationPoints, ...removalPoints])]
  // Only declarations and their confirmations reach these points, and no run contains those.
  const pointsOfOtherActions: readonly FailPointName[] = ['group.confirmed', 'group.declared']
  const uncovered = groupFailPointNames.filter(
    (point) => !points.includes(point) && !pointsOfOtherActions.includes(point),
  ).length
  const figures: Figure[] = [
    { what: 'runs', value: indexes.length, unit: '' },
    { what: 'groups created', value: created, unit: '' },
    ...points.map((point) => ({ what: `killed at ${point}`, value: environment.kills.get(point) ?? 0, unit: '' })),
    { what: 'fail points of groups that no run reaches', value: uncovered, unit: '', goal: 0 },
    { what: 'violations', value: violations.length, unit: '', goal: 0 },
    { what: 'seconds', value: Math.round(seconds), unit: 's' },
  ]
  status = report('groups', figures, {})
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
