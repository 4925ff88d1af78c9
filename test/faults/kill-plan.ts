import type { FailPointName } from '@desk/server/ports/fail-points'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { decisionScenarios } from './decision-scenarios.ts'
import { followUpScenarios } from './follow-up-scenarios.ts'
import { itemAt } from './item-at.ts'
import type { Scenario } from './scenario.ts'

/** All scenarios. The first one is the plain approval, which `outboxPlan` uses. */
const scenarios: readonly Scenario[] = [...decisionScenarios, ...followUpScenarios]

/**
 * `afterMs` after the start of action `step`, the next instance that reaches the point is killed; with `anywhere`, a random
 * instance is killed at once.
 */
type Kill = { step: number; point: FailPointName | 'anywhere'; afterMs: number }

/** The plan of one run: the scenario, the kills and the fault of the simulated WeCom. */
export type KillPlan = { scenario: Scenario; kills: readonly Kill[]; fault: FaultPlan | null; random: () => number }

/** Fail points that every scenario reaches. */
const commonPoints: readonly FailPointName[] = [
  'outbox.claimed',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'tile.called',
]
/** Points that are reached reliably only after the submission: a withdrawn request sends no message at its end. */
const submissionPointsOnly: readonly FailPointName[] = ['notice.admitted']

/** The points at which `requestPlan` kills. */
export const requestPoints: readonly FailPointName[] = [
  ...commonPoints,
  ...new Set(scenarios.flatMap((scenario) => scenario.points)),
]

/** Faults of the simulated WeCom; null means none. */
const faultPlans: readonly (FaultPlan | null)[] = [
  null,
  { endpoint: 'user/update', kind: 'errcode', errcode: -1, times: 1 },
  { endpoint: 'message/send', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'user/update', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'message/send', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'user/update', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'user/update', kind: 'drop', times: 1 },
  { endpoint: 'message/update_template_card', kind: 'done-then-dropped', times: 1 },
  null,
  { endpoint: 'message/send', kind: 'errcode', errcode: -1, times: 1 },
  { endpoint: 'user/get', kind: 'drop', times: 1 },
  { endpoint: 'agent/batch_set_workbench_data', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'user/update', kind: 'timeout', ms: 6_000, times: 1 },
  { endpoint: 'user/update', kind: 'kill-tokens', errcode: 42001, times: 1 },
]

function faultOf(scenario: Scenario, index: number): FaultPlan | null {
  const fault = itemAt(faultPlans, index)
  return fault && scenario.faultFreeEndpoints?.includes(fault.endpoint) ? null : fault
}

const scenariosPassing = (point: FailPointName): readonly Scenario[] =>
  commonPoints.includes(point) ? scenarios : scenarios.filter((scenario) => scenario.points.includes(point))

/** A kill happens at most this long after an action, in milliseconds. */
const MAX_KILL_DELAY_MS = 1000

/** Plans the kill at a point. The first round kills when it is first reached, later rounds also at a random time afterwards. */
function planKill(point: FailPointName, round: number, random: () => number): Kill {
  if (!commonPoints.includes(point)) return { step: 1, point, afterMs: 0 }
  const draw = random()
  if (round > 0 && draw < 1 / 3) return { step: 1, point, afterMs: random() * MAX_KILL_DELAY_MS }
  return { step: draw < 2 / 3 && !submissionPointsOnly.includes(point) ? 2 : 1, point, afterMs: 0 }
}

/** Plans a run. Every fourth kills at a random time; the others kill at each point in turn, in each scenario that reaches it. */
export function requestPlan(index: number, seed: number): KillPlan {
  const random = seededRandom(seed + index)
  const earlierRandomKills = Math.floor(index / 4)
  if (index % 4 === 3) {
    const scenario = itemAt(scenarios, earlierRandomKills)
    const kill = { step: random() < 0.5 ? 1 : 2, point: 'anywhere', afterMs: random() * MAX_KILL_DELAY_MS } as const
    return { scenario, fault: faultOf(scenario, earlierRandomKills), random, kills: [kill] }
  }
  const nth = index - earlierRandomKills
  const round = Math.floor(nth / requestPoints.length)
  const point = itemAt(requestPoints, nth)
  const scenario = itemAt(scenariosPassing(point), round)
  return { scenario, fault: faultOf(scenario, index), random, kills: [planKill(point, round, random)] }
}

/** The points at which `outboxPlan` kills: one after the submission, and one after the decision. */
const submissionPoints: readonly FailPointName[] = ['submit.committed', ...commonPoints]
const decisionPoints: readonly FailPointName[] = [
  'decide.committed',
  'outbox.claimed',
  'apply.intent_stored',
  'apply.called',
  'apply.read_back',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
]

/** Plans the plain approval with a kill after the submission and one after the decision, at each of their points in turn. */
export function outboxPlan(index: number, seed: number): KillPlan {
  const [scenario] = scenarios
  if (!scenario) throw new Error('there is no scenario')
  return {
    scenario,
    fault: faultOf(scenario, index),
    random: seededRandom(seed + index),
    kills: [
      { step: 1, point: itemAt(submissionPoints, index), afterMs: 0 },
      { step: 2, point: itemAt(decisionPoints, index), afterMs: 0 },
    ],
  }
}
export const outboxPoints: readonly FailPointName[] = [...new Set([...submissionPoints, ...decisionPoints])]
