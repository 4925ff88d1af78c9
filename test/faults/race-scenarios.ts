import type { Answer } from './desk-phones.ts'
import { type Ending, isGood, needed, refusedWith, type Scene, notifiedTooLate } from './race-setup.ts'

export type RaceKind = {
  name: string
  /** The first admin loses his role: he may be nobody else's admin. */
  ownDepartment?: boolean
  run(scene: Scene): Promise<Ending>
}

const open = async (scene: Scene) => needed('submit', scene.submit())

/** Both at once, a hair apart, so that neither is always first. */
async function race<One, Two>(
  { random }: Scene,
  one: () => Promise<Answer<One>>,
  two: () => Promise<Answer<Two>>,
): Promise<[Answer<One>, Answer<Two>]> {
  const isSwapped = random() < 0.5
  const later = isSwapped ? two() : null
  const first = one()
  const second = later ?? two()
  return Promise.all([first, second])
}

type Side = { who: string; answer: Answer; then: Pick<Ending, 'state' | 'writes' | 'decisions' | 'effects'> }

/** One of the two went through, and the other one was told. */
function oneOf(id: string, one: Side, two: Side): Ending {
  const winners = [one, two].filter(({ answer }) => isGood(answer))
  const [winner = one] = winners
  const loser = winner === one ? two : one
  const offences =
    winners.length === 1
      ? notifiedTooLate(loser.who, loser.answer, [winner.who])
      : [`${String(winners.length)} winners: ${String(one.answer.status)} and ${String(two.answer.status)}`]
  return { id, ...winner.then, offences, isFirstFaster: winner === one }
}

const agreed = (value: string) => ({ state: 'done', writes: value, decisions: 1, effects: 1 }) as const
const refused = { state: 'refused', writes: null, decisions: 1, effects: 0 } as const
const returned = { state: 'returned', writes: null, decisions: 0, effects: 0 } as const
const withdrawn = { state: 'withdrawn', writes: null, decisions: 0, effects: 0 } as const
const stillOpen = { state: 'open', writes: null, decisions: 0, effects: 0 } as const

const twoApprovers: RaceKind = {
  name: 'two approvers',
  async run(scene) {
    const { pair, value } = scene
    const view = await open(scene)
    const other = pair.turn % 3
    const [one, two] = await race<unknown, unknown>(
      scene,
      () => scene.decide(pair.a, view),
      () => (other === 2 ? scene.sendBack(pair.b, view) : scene.decide(pair.b, view, other === 1 ? 'refuse' : 'agree')),
    )
    return oneOf(
      view.id,
      { who: pair.a, answer: one, then: agreed(value) },
      { who: pair.b, answer: two, then: [agreed(value), refused, returned][other]! },
    )
  },
}

const againstWithdrawal: RaceKind = {
  name: 'approve, withdraw',
  async run(scene) {
    const { pair, value } = scene
    const view = await open(scene)
    const [one, two] = await race(
      scene,
      () => scene.decide(pair.a, view),
      () => scene.withdraw(view),
    )
    return oneOf(
      view.id,
      { who: pair.a, answer: one, then: agreed(value) },
      { who: pair.applicant, answer: two, then: withdrawn },
    )
  },
}

/** What the first admin sent back comes again with another value while the second one agrees to the old one. */
const againstEdit: RaceKind = {
  name: 'approve, edit',
  async run(scene) {
    const { pair } = scene
    const old = await open(scene)
    const back = await needed('return', scene.sendBack(pair.a, old))
    if (pair.turn % 2 === 0) {
      const [late, edited] = await race(
        scene,
        () => scene.decide(pair.b, old),
        () => scene.resubmit(back, `${scene.value}新`),
      )
      const offences = isGood(edited)
        ? // Nobody but the first admin is asked again, so the second one may hear that it is not his.
          late.status === 403
          ? refusedWith(pair.b, late, { 'auth.forbidden': 403 })
          : notifiedTooLate(pair.b, late, [pair.a, pair.applicant])
        : [`the edit was told ${String(edited.status)}`]
      return { id: old.id, ...stillOpen, offences }
    }
    const [one, two] = await race(
      scene,
      () => scene.resubmit(back, `${scene.value}甲`),
      () => scene.resubmit(back, `${scene.value}乙`),
    )
    return oneOf(
      old.id,
      { who: pair.applicant, answer: one, then: stillOpen },
      { who: pair.applicant, answer: two, then: stillOpen },
    )
  },
}

/** The role always ends; whether the decision still counts hangs on who was first. */
const againstRoleRemoval: RaceKind = {
  name: 'approve, role removed',
  ownDepartment: true,
  async run(scene) {
    const { pair, value } = scene
    const view = await open(scene)
    const [decided, ended] = await race<unknown, unknown>(
      scene,
      () => scene.decide(pair.a, view),
      () => scene.endRole(pair.grantOfA ?? ''),
    )
    const offences = isGood(ended) ? [] : [`ending the role: ${String(ended.status)}`]
    if (isGood(decided)) return { id: view.id, ...agreed(value), offences, isFirstFaster: true }
    const told = refusedWith(pair.a, decided, { 'auth.forbidden': 403, 'request.not_found': 404 })
    return { id: view.id, ...stillOpen, offences: [...offences, ...told], isFirstFaster: false }
  },
}

const againstUndo: RaceKind = {
  name: 'approve, undo',
  async run(scene) {
    const { pair } = scene
    const old = await open(scene)
    const decided = await needed('decide', scene.decide(pair.a, old))
    const undone = { ...stillOpen, decisions: 1, effects: 1 } as const
    if (pair.turn % 2 === 0) {
      const [late, back] = await race(
        scene,
        () => scene.decide(pair.b, old),
        () => scene.undo(pair.a, decided),
      )
      const offences = isGood(back)
        ? notifiedTooLate(pair.b, late, [pair.a])
        : [`the undo was told ${String(back.status)}`]
      return { id: old.id, ...undone, offences }
    }
    const [back, gone] = await race(
      scene,
      () => scene.undo(pair.a, decided),
      () => scene.withdraw(decided),
    )
    return oneOf(
      old.id,
      { who: pair.a, answer: back, then: undone },
      { who: pair.applicant, answer: gone, then: { ...withdrawn, decisions: 1, effects: 1 } },
    )
  },
}

const bothGood = (one: Answer, two: Answer): string[] =>
  isGood(one) && isGood(two) ? [] : [`answers ${String(one.status)} and ${String(two.status)}`]

const doubleTap: RaceKind = {
  name: 'double tap',
  async run(scene) {
    const { pair, value } = scene
    if (pair.turn % 3 === 0) {
      const [one, two] = await race(
        scene,
        () => scene.submit(),
        () => scene.submit(),
      )
      const offences = bothGood(one, two)
      if (one.body.id !== two.body.id) offences.push('two requests')
      if (offences.length === 0 && one.status === two.status) offences.push(`twice ${String(one.status)}`)
      return { id: one.body.id, ...stillOpen, offences }
    }
    const view = await open(scene)
    const key = `race-tap-${String(pair.index)}`
    const tap = () => scene.decide(pair.a, view, 'agree', pair.turn % 3 === 1 ? { key } : {})
    const [one, two] = await race(scene, tap, tap)
    if (pair.turn % 3 === 1) return { id: view.id, ...agreed(value), offences: bothGood(one, two) }
    const then = agreed(value)
    return oneOf(view.id, { who: pair.a, answer: one, then }, { who: pair.a, answer: two, then })
  },
}

/** How long a phone listens before the network goes, in milliseconds. */
const CUT_OFF_MS = 25

/** The answer is lost at some moment, and the same order comes again. */
const replayedKey: RaceKind = {
  name: 'replayed key',
  async run(scene) {
    const { pair, value, random } = scene
    const view = await open(scene)
    const key = `race-replay-${String(pair.index)}`
    const lost = new AbortController()
    const cut = setTimeout(() => lost.abort(), random() * CUT_OFF_MS)
    const first = await scene.decide(pair.a, view, 'agree', { key, signal: lost.signal }).catch(() => null)
    clearTimeout(cut)
    const again = await scene.decide(pair.a, view, 'agree', { key })
    const offences = [first, again].flatMap((answer) =>
      answer === null || isGood(answer) ? [] : [`answer ${String(answer.status)} ${JSON.stringify(answer.body)}`],
    )
    return { id: view.id, ...agreed(value), offences }
  },
}

const keyWithAnotherBody: RaceKind = {
  name: 'key, other body',
  async run(scene) {
    const { pair, value } = scene
    const reused = { 'idempotency.key_reused': 422 }
    if (pair.turn % 2 === 0) {
      const [one, two] = await race(
        scene,
        () => scene.submit(value),
        () => scene.submit(`${value}乙`),
      )
      const [winner, loser] = isGood(one) ? [one, two] : [two, one]
      const offences = isGood(winner) ? refusedWith('the other body', loser, reused) : ['nobody won']
      return { id: winner.body.id, ...stillOpen, offences }
    }
    const view = await open(scene)
    const key = `race-body-${String(pair.index)}`
    const [one, two] = await race(
      scene,
      () => scene.decide(pair.a, view, 'agree', { key }),
      () => scene.decide(pair.a, view, 'refuse', { key }),
    )
    if (isGood(one)) return { id: view.id, ...agreed(value), offences: refusedWith(pair.a, two, reused) }
    const offences = isGood(two) ? refusedWith(pair.a, one, reused) : ['nobody won']
    return { id: view.id, ...refused, offences }
  },
}

/** One has the edited request on screen, the other still the one before. */
const staleScreen: RaceKind = {
  name: 'stale screen',
  async run(scene) {
    const { pair } = scene
    const old = await open(scene)
    const back = await needed('return', scene.sendBack(pair.a, old))
    const edited = `${scene.value}新`
    const fresh = await needed('resubmit', scene.resubmit(back, edited))
    const [good, stale] = await race(
      scene,
      () => scene.decide(pair.a, fresh),
      () => scene.decide(pair.a, old),
    )
    const offences = isGood(good)
      ? notifiedTooLate('the stale screen', stale, [pair.a, pair.applicant])
      : [`the fresh screen was told ${String(good.status)}`]
    return { id: old.id, ...agreed(edited), offences }
  },
}

export const raceKinds: readonly RaceKind[] = [
  twoApprovers,
  againstWithdrawal,
  againstEdit,
  againstRoleRemoval,
  againstUndo,
  doubleTap,
  replayedKey,
  keyWithAnotherBody,
  staleScreen,
]
