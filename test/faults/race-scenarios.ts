import type { ApiResponse } from './desk-client.ts'
import {
  type RaceResult,
  isSuccess,
  requireSuccess,
  refusalViolations,
  type RaceContext,
  conflictViolations,
} from './race-context.ts'

export type RaceKind = {
  name: string
  /** The first admin loses their role, so no other race may use their department. */
  needsOwnDepartment?: boolean
  run(context: RaceContext): Promise<RaceResult>
}

const submitRequest = async (context: RaceContext) => requireSuccess('submit', context.submit())

/** Starts both actions concurrently, in random order. */
async function race<One, Two>(
  { random }: RaceContext,
  one: () => Promise<ApiResponse<One>>,
  two: () => Promise<ApiResponse<Two>>,
): Promise<[ApiResponse<One>, ApiResponse<Two>]> {
  const isSwapped = random() < 0.5
  const twoFirst = isSwapped ? two() : null
  const first = one()
  const second = twoFirst ?? two()
  return Promise.all([first, second])
}

type Contender = {
  name: string
  response: ApiResponse
  expected: Pick<RaceResult, 'state' | 'writes' | 'decisions' | 'effects'>
}

/** Expects exactly one to succeed, and the other to get the details of the conflict. */
function resultOfEither(id: string, one: Contender, two: Contender): RaceResult {
  const winners = [one, two].filter(({ response }) => isSuccess(response))
  const [winner = one] = winners
  const loser = winner === one ? two : one
  const violations =
    winners.length === 1
      ? conflictViolations(loser.name, loser.response, [winner.name])
      : [`${String(winners.length)} winners: ${String(one.response.status)} and ${String(two.response.status)}`]
  return { id, ...winner.expected, violations, isFirstFaster: winner === one }
}

const approvedWith = (value: string) => ({ state: 'done', writes: value, decisions: 1, effects: 1 }) as const
const refused = { state: 'refused', writes: null, decisions: 1, effects: 0 } as const
const returned = { state: 'returned', writes: null, decisions: 0, effects: 0 } as const
const withdrawn = { state: 'withdrawn', writes: null, decisions: 0, effects: 0 } as const
const stillOpen = { state: 'open', writes: null, decisions: 0, effects: 0 } as const

const twoApprovers: RaceKind = {
  name: 'two approvers',
  async run(context) {
    const { pair, value } = context
    const view = await submitRequest(context)
    const variant = pair.turn % 3
    const [one, two] = await race<unknown, unknown>(
      context,
      () => context.decide(pair.adminA, view),
      () =>
        variant === 2
          ? context.sendBack(pair.adminB, view)
          : context.decide(pair.adminB, view, variant === 1 ? 'refuse' : 'agree'),
    )
    return resultOfEither(
      view.id,
      { name: pair.adminA, response: one, expected: approvedWith(value) },
      { name: pair.adminB, response: two, expected: [approvedWith(value), refused, returned][variant]! },
    )
  },
}

const againstWithdrawal: RaceKind = {
  name: 'approve, withdraw',
  async run(context) {
    const { pair, value } = context
    const view = await submitRequest(context)
    const [one, two] = await race(
      context,
      () => context.decide(pair.adminA, view),
      () => context.withdraw(view),
    )
    return resultOfEither(
      view.id,
      { name: pair.adminA, response: one, expected: approvedWith(value) },
      { name: pair.applicant, response: two, expected: withdrawn },
    )
  },
}

/** The applicant resubmits another value after a return while the second admin approves the old one. */
const againstEdit: RaceKind = {
  name: 'approve, edit',
  async run(context) {
    const { pair } = context
    const old = await submitRequest(context)
    const returnedView = await requireSuccess('return', context.sendBack(pair.adminA, old))
    if (pair.turn % 2 === 0) {
      const [decision, edited] = await race(
        context,
        () => context.decide(pair.adminB, old),
        () => context.resubmit(returnedView, `${context.value}新`),
      )
      const violations = isSuccess(edited)
        ? // Only the first admin is an approver of the resubmission, so the second one may get 403.
          decision.status === 403
          ? refusalViolations(pair.adminB, decision, { 'auth.forbidden': 403 })
          : conflictViolations(pair.adminB, decision, [pair.adminA, pair.applicant])
        : [`the edit got ${String(edited.status)}`]
      return { id: old.id, ...stillOpen, violations }
    }
    const [one, two] = await race(
      context,
      () => context.resubmit(returnedView, `${context.value}甲`),
      () => context.resubmit(returnedView, `${context.value}乙`),
    )
    return resultOfEither(
      old.id,
      { name: pair.applicant, response: one, expected: stillOpen },
      { name: pair.applicant, response: two, expected: stillOpen },
    )
  },
}

/** The role always ends. The decision counts only if it was first. */
const againstRoleRemoval: RaceKind = {
  name: 'approve, role removed',
  needsOwnDepartment: true,
  async run(context) {
    const { pair, value } = context
    const view = await submitRequest(context)
    const [decided, ended] = await race<unknown, unknown>(
      context,
      () => context.decide(pair.adminA, view),
      () => context.endRole(pair.roleGrantOfAdminA ?? ''),
    )
    const violations = isSuccess(ended) ? [] : [`ending the role: ${String(ended.status)}`]
    if (isSuccess(decided)) return { id: view.id, ...approvedWith(value), violations, isFirstFaster: true }
    const refusals = refusalViolations(pair.adminA, decided, { 'auth.forbidden': 403, 'request.not_found': 404 })
    return { id: view.id, ...stillOpen, violations: [...violations, ...refusals], isFirstFaster: false }
  },
}

const againstUndo: RaceKind = {
  name: 'approve, undo',
  async run(context) {
    const { pair } = context
    const old = await submitRequest(context)
    const decided = await requireSuccess('decide', context.decide(pair.adminA, old))
    const undone = { ...stillOpen, decisions: 1 } as const
    if (pair.turn % 2 === 0) {
      const [decision, undo] = await race(
        context,
        () => context.decide(pair.adminB, old),
        () => context.undo(pair.adminA, decided),
      )
      const violations = isSuccess(undo)
        ? conflictViolations(pair.adminB, decision, [pair.adminA])
        : [`the undo got ${String(undo.status)}`]
      return { id: old.id, ...undone, violations }
    }
    const [undo, withdrawal] = await race(
      context,
      () => context.undo(pair.adminA, decided),
      () => context.withdraw(decided),
    )
    return resultOfEither(
      old.id,
      { name: pair.adminA, response: undo, expected: undone },
      { name: pair.applicant, response: withdrawal, expected: { ...withdrawn, decisions: 1, effects: 1 } },
    )
  },
}

/** Checks that both succeed. */
const successViolations = (one: ApiResponse, two: ApiResponse): string[] =>
  isSuccess(one) && isSuccess(two) ? [] : [`statuses ${String(one.status)} and ${String(two.status)}`]

const doubleTap: RaceKind = {
  name: 'double tap',
  async run(context) {
    const { pair, value } = context
    if (pair.turn % 3 === 0) {
      const [one, two] = await race(
        context,
        () => context.submit(),
        () => context.submit(),
      )
      const violations = successViolations(one, two)
      if (one.body.id !== two.body.id) violations.push('two requests')
      if (violations.length === 0 && one.status === two.status) violations.push(`both got ${String(one.status)}`)
      return { id: one.body.id, ...stillOpen, violations }
    }
    const view = await submitRequest(context)
    const key = `race-tap-${String(pair.index)}`
    const tap = () => context.decide(pair.adminA, view, 'agree', pair.turn % 3 === 1 ? { key } : {})
    const [one, two] = await race(context, tap, tap)
    if (pair.turn % 3 === 1) return { id: view.id, ...approvedWith(value), violations: successViolations(one, two) }
    const expected = approvedWith(value)
    return resultOfEither(
      view.id,
      { name: pair.adminA, response: one, expected },
      { name: pair.adminA, response: two, expected },
    )
  },
}

/** The longest time that a client waits before it aborts, in milliseconds. */
const MAX_ABORT_DELAY_MS = 25

/** The request is aborted at a random time and sent again with the same key. */
const replayedKey: RaceKind = {
  name: 'replayed key',
  async run(context) {
    const { pair, value, random } = context
    const view = await submitRequest(context)
    const key = `race-replay-${String(pair.index)}`
    const controller = new AbortController()
    const abortTimer = setTimeout(() => controller.abort(), random() * MAX_ABORT_DELAY_MS)
    const first = await context.decide(pair.adminA, view, 'agree', { key, signal: controller.signal }).catch(() => null)
    clearTimeout(abortTimer)
    const again = await context.decide(pair.adminA, view, 'agree', { key })
    const violations = [first, again].flatMap((response) =>
      response === null || isSuccess(response)
        ? []
        : [`status ${String(response.status)} ${JSON.stringify(response.body)}`],
    )
    return { id: view.id, ...approvedWith(value), violations }
  },
}

const keyWithAnotherBody: RaceKind = {
  name: 'key, other body',
  async run(context) {
    const { pair, value } = context
    const reused = { 'idempotency.key_reused': 422 }
    if (pair.turn % 2 === 0) {
      const [one, two] = await race(
        context,
        () => context.submit(value),
        () => context.submit(`${value}乙`),
      )
      const [winner, loser] = isSuccess(one) ? [one, two] : [two, one]
      const violations = isSuccess(winner) ? refusalViolations('the other body', loser, reused) : ['neither succeeded']
      return { id: winner.body.id, ...stillOpen, violations }
    }
    const view = await submitRequest(context)
    const key = `race-body-${String(pair.index)}`
    const [one, two] = await race(
      context,
      () => context.decide(pair.adminA, view, 'agree', { key }),
      () => context.decide(pair.adminA, view, 'refuse', { key }),
    )
    if (isSuccess(one))
      return { id: view.id, ...approvedWith(value), violations: refusalViolations(pair.adminA, two, reused) }
    const violations = isSuccess(two) ? refusalViolations(pair.adminA, one, reused) : ['neither succeeded']
    return { id: view.id, ...refused, violations }
  },
}

/** One screen shows the edited request, the other one the request before the edit. */
const staleScreen: RaceKind = {
  name: 'stale screen',
  async run(context) {
    const { pair } = context
    const old = await submitRequest(context)
    const returnedView = await requireSuccess('return', context.sendBack(pair.adminA, old))
    const edited = `${context.value}新`
    const fresh = await requireSuccess('resubmit', context.resubmit(returnedView, edited))
    const [good, stale] = await race(
      context,
      () => context.decide(pair.adminA, fresh),
      () => context.decide(pair.adminA, old),
    )
    const violations = isSuccess(good)
      ? conflictViolations('the stale screen', stale, [pair.adminA, pair.applicant])
      : [`the fresh screen got ${String(good.status)}`]
    return { id: old.id, ...approvedWith(edited), violations }
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
