import type { FailPointName } from '@desk/server/ports/fail-points'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import type { Journey } from './scenario.ts'
import { journeys } from './scenarios.ts'

/** `afterMs` after the act `step` begins: the next to come by that point dies, or one of the two, wherever it is. */
type Kill = { step: number; at: FailPointName | 'anywhere'; afterMs: number }

/** One run: who does what, who is killed, and what the platform does wrong meanwhile. */
export type Plan = { journey: Journey; kills: readonly Kill[]; trouble: FaultPlan | null; random: () => number }

/** Points that every journey passes, whatever is asked or decided. */
const everywhere: readonly FailPointName[] = [
  'outbox.claimed',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'tile.called',
]
/** Passed while it is asked only: how a story ends is told by no message when somebody takes it back. */
const whileAsked: readonly FailPointName[] = ['notice.admitted']

const points: readonly FailPointName[] = [...everywhere, ...new Set(journeys.flatMap((journey) => journey.points))]

/** What the platform does wrong; null: nothing. */
const troubles: readonly (FaultPlan | null)[] = [
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

function troubleOf(journey: Journey, index: number): FaultPlan | null {
  const trouble = troubles[index % troubles.length] ?? null
  return trouble && journey.spares?.includes(trouble.endpoint) ? null : trouble
}

const passing = (point: FailPointName): readonly Journey[] =>
  everywhere.includes(point) ? journeys : journeys.filter((journey) => journey.points.includes(point))

const chosen = <Item>(list: readonly Item[], index: number): Item => list[index % list.length]!

/** A death comes within this time after an act, in milliseconds. */
const LATE_MS = 1000

/** The first round dies at the first pass; later ones also in the middle of what follows from the act. */
function killAt(at: FailPointName, round: number, random: () => number): Kill {
  if (!everywhere.includes(at)) return { step: 1, at, afterMs: 0 }
  const dice = random()
  if (round > 0 && dice < 1 / 3) return { step: 1, at, afterMs: random() * LATE_MS }
  return { step: dice < 2 / 3 && !whileAsked.includes(at) ? 2 : 1, at, afterMs: 0 }
}

/** Every fourth run dies at a random moment, the others at each point in turn, in each journey that passes it. */
export function requestPlan(index: number, seed: number): Plan {
  const random = seededRandom(seed + index)
  const turn = Math.floor(index / 4)
  if (index % 4 === 3) {
    const journey = chosen(journeys, turn)
    const kill = { step: random() < 0.5 ? 1 : 2, at: 'anywhere', afterMs: random() * LATE_MS } as const
    return { journey, trouble: troubleOf(journey, turn), random, kills: [kill] }
  }
  const nth = index - turn
  const round = Math.floor(nth / points.length)
  const at = chosen(points, nth)
  const journey = chosen(passing(at), round)
  return { journey, trouble: troubleOf(journey, index), random, kills: [killAt(at, round, random)] }
}

/** Each run kills twice: once while it is asked, once while it is decided and carried out. */
const asking: readonly FailPointName[] = ['submit.committed', ...everywhere]
const deciding: readonly FailPointName[] = [
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

/** The plain approval, over and over, with all that the outbox does for it. */
export function outboxPlan(index: number, seed: number): Plan {
  const [journey] = journeys
  if (!journey) throw new Error('there is no journey')
  return {
    journey,
    trouble: troubleOf(journey, index),
    random: seededRandom(seed + index),
    kills: [
      { step: 1, at: chosen(asking, index), afterMs: 0 },
      { step: 2, at: chosen(deciding, index), afterMs: 0 },
    ],
  }
}

export const requestPoints = points
export const outboxPoints: readonly FailPointName[] = [...new Set([...asking, ...deciding])]
