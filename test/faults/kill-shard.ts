import type { FailPointName } from '@desk/server/ports/fail-points'
import { deskCompany } from './desk-company.ts'
import type { Plan } from './kill-plan.ts'
import { createKillWorld, type CrashEnvironment } from './crash-environment.ts'
import { offencesOf } from './check-effects.ts'
import { castOf, setUpScenario } from './scenario-setup.ts'

/** Stories that one world tells in parallel departments before a new day begins. */
const DEPARTMENTS = 12
/** An applicant, and a colleague who stands in. */
const STAFF = 2

export type ShardResult = {
  runs: number
  kills: Partial<Record<FailPointName | 'anywhere', number>>
  offences: string[]
}

/** Tells these stories one after the other, in a world of their own. */
export async function runShard(
  databaseServer: string,
  name: string,
  {
    indexes,
    planOf,
    onRun = () => {},
  }: { indexes: readonly number[]; planOf: (index: number) => Plan; onRun?: () => void },
): Promise<ShardResult> {
  const company = deskCompany(Array.from({ length: DEPARTMENTS }, () => STAFF))
  const world = await createKillWorld(databaseServer, name, company)
  const offences: string[] = []
  try {
    await world.start()
    for (const [done, index] of indexes.entries()) {
      if (done > 0 && done % DEPARTMENTS === 0) world.nextDay()
      const plan = planOf(index)
      const found = await runOne(world, plan, index, done % DEPARTMENTS)
      offences.push(...found.map((offence) => `run ${String(index)} (${describePlan(plan)}): ${offence}`))
      for (const offence of offences.slice(offences.length - found.length)) console.error(offence)
      onRun()
    }
  } finally {
    await world.stop()
  }
  return { runs: indexes.length, kills: Object.fromEntries(world.kills), offences }
}

const describePlan = ({ journey, kills, trouble }: Plan): string =>
  [
    journey.name,
    ...kills.map(({ step, at }) => `${at} from act ${String(step)}`),
    ...(trouble ? [`${trouble.endpoint} ${trouble.kind}`] : []),
  ].join('; ')

async function runOne(world: CrashEnvironment, plan: Plan, index: number, department: number): Promise<string[]> {
  const people = castOf(department)
  const from = world.platform.state.effects.at(-1)?.seq ?? 0
  const timers: NodeJS.Timeout[] = []
  let step = 0
  const onStep = () => {
    step += 1
    for (const { at, afterMs } of plan.kills.filter((kill) => kill.step === step)) {
      const strike = () =>
        at === 'anywhere' ? world.kill(plan.random() < 0.5 ? 0 : 1) : world.arm({ point: at, nth: 1 })
      if (afterMs === 0) strike()
      else timers.push(setTimeout(strike, afterMs))
    }
  }
  if (plan.trouble) world.addFault(plan.trouble)
  try {
    const scene = setUpScenario(world, { people, index, random: plan.random, onStep })
    const story = await plan.journey.run(scene)
    await world.settle()
    return await offencesOf(world, { people, story, value: scene.value, from })
  } catch (error) {
    return [error instanceof Error && error.cause ? `${error.message} (${String(error.cause)})` : String(error)]
  } finally {
    for (const timer of timers) clearTimeout(timer)
    world.arm(null)
    world.clearFaults()
    await world.whenBack()
  }
}
