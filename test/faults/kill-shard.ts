import type { FailPointName } from '@desk/server/ports/fail-points'
import { deskCompany } from './desk-company.ts'
import type { KillPlan } from './kill-plan.ts'
import { createCrashEnvironment, type CrashEnvironment } from './crash-environment.ts'
import { findViolations } from './find-violations.ts'
import { peopleOf, createScenarioContext } from './scenario-context.ts'
import { describeError } from './violations.ts'

/** Number of scenarios before the clock advances to the next day; each uses its own department. */
const DEPARTMENTS = 12
/** An applicant and a colleague who acts as delegate. */
const STAFF = 2

export type ShardResult = {
  runs: number
  kills: Partial<Record<FailPointName | 'anywhere', number>>
  violations: string[]
  /** Other figures, which are summed. */
  counts?: Record<string, number>
}

/** Runs the planned scenarios one after the other in one environment. */
export async function runShard(
  databaseServer: string,
  name: string,
  {
    indexes,
    planOf,
    onRun = () => {},
  }: { indexes: readonly number[]; planOf: (index: number) => KillPlan; onRun?: () => void },
): Promise<ShardResult> {
  const company = deskCompany(Array.from({ length: DEPARTMENTS }, () => STAFF))
  const environment = await createCrashEnvironment(databaseServer, name, company)
  const violations: string[] = []
  try {
    await environment.start()
    for (const [done, index] of indexes.entries()) {
      if (done > 0 && done % DEPARTMENTS === 0) environment.nextDay()
      const plan = planOf(index)
      const runViolations = await runOne(environment, plan, index, done % DEPARTMENTS)
      for (const violation of runViolations) {
        violations.push(`run ${String(index)} (${describePlan(plan)}): ${violation}`)
        console.error(violations.at(-1))
      }
      onRun()
    }
  } finally {
    await environment.stop()
  }
  return { runs: indexes.length, kills: Object.fromEntries(environment.kills), violations }
}

const describePlan = ({ scenario, kills, fault }: KillPlan): string =>
  [
    scenario.name,
    ...kills.map(({ step, point }) => `${point} from action ${String(step)}`),
    ...(fault ? [`${fault.endpoint} ${fault.kind}`] : []),
  ].join('; ')

async function runOne(
  environment: CrashEnvironment,
  plan: KillPlan,
  index: number,
  department: number,
): Promise<string[]> {
  const people = peopleOf(department)
  const from = environment.platform.state.effects.at(-1)?.seq ?? 0
  const timers: NodeJS.Timeout[] = []
  let step = 0
  const onStep = () => {
    step += 1
    for (const { point, afterMs } of plan.kills.filter((kill) => kill.step === step)) {
      const applyKill = () =>
        point === 'anywhere' ? environment.kill(plan.random() < 0.5 ? 0 : 1) : environment.arm({ point, nth: 1 })
      if (afterMs === 0) applyKill()
      else timers.push(setTimeout(applyKill, afterMs))
    }
  }
  if (plan.fault) environment.addFault(plan.fault)
  try {
    const context = createScenarioContext(environment, { people, index, random: plan.random, onStep })
    const outcome = await plan.scenario.run(context)
    await environment.settle()
    return await findViolations(environment, { people, outcome, value: context.value, from })
  } catch (error) {
    return [describeError(error)]
  } finally {
    for (const timer of timers) clearTimeout(timer)
    environment.arm(null)
    environment.clearFaults()
    await environment.whenRestarted()
  }
}
