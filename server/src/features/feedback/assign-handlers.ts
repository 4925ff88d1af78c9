import { sameUserid } from '@desk/shared/kernel/ids'
import { isOpenFeedback } from '@desk/shared/feedback/feedback-flow'
import type { Tx } from '../../db/database.ts'
import { type Approver, resolveLevels } from '../requests/approvers/resolve-approvers.ts'
import type { FeedbackStepDeps } from './model/feedback-deps.ts'
import type { ProblemRow } from './model/feedback-queries.ts'
import { deleteHandlers, insertHandlers, listHandlers, saveGround } from './model/handler-queries.ts'
import { closeHandlerCard, notifyHandler } from './notices/handler-notices.ts'

type NextHandlers = { handlers: readonly Approver[]; hasNoHandler: boolean }

/**
 * Returns who acts next on a problem. A collected one waits for the admins of the first asker's department, in their absence for
 * the deputies or delegates, then for those of the departments above; the first asker never handles it there. A forwarded one
 * waits for the person who took it, or for the management department. `hasNoHandler`: no department on the path has anybody
 * who can handle it.
 */
export async function findHandlers(
  deps: FeedbackStepDeps,
  tx: Tx,
  { state, takerId, departmentPath, askerId }: Pick<ProblemRow, 'state' | 'takerId' | 'departmentPath' | 'askerId'>,
): Promise<NextHandlers> {
  if (!isOpenFeedback(state)) return { handlers: [], hasNoHandler: false }
  const step = state === 'collected' ? ('department' as const) : ('ops' as const)
  const barred = step === 'department' ? [askerId] : []
  const levels = await resolveLevels({ ...deps, db: tx }, { kind: 'feedback', path: departmentPath, step, barred })
  const firstStaffed = levels.findIndex((level) => level.length > 0)
  const first = levels[firstStaffed] ?? []
  const taker = first.find(({ userid }) => takerId !== null && sameUserid(userid, takerId))
  return {
    handlers: taker ? [taker] : first,
    hasNoHandler: step === 'department' && firstStaffed === levels.length - 1,
  }
}

/**
 * Updates the list of handlers and their cards: new handlers are notified, and the cards of former ones say that nothing is left
 * for them to do. Whoever stays keeps their card, with the rights by which they act from now on: as delegate, or in their own
 * role. `actor` gets no card about their own action.
 */
export async function assignHandlers(
  deps: FeedbackStepDeps,
  tx: Tx,
  problem: ProblemRow,
  actor: string | null,
): Promise<void> {
  const { handlers: next } = await findHandlers(deps, tx, problem)
  const before = await listHandlers(tx, problem.id)
  const gone = before.filter((handler) => !next.some(({ userid }) => sameUserid(handler.userid, userid)))
  const added = next.filter((handler) => !before.some(({ userid }) => sameUserid(handler.userid, userid)))
  for (const handler of before) {
    const now = next.find(({ userid }) => sameUserid(userid, handler.userid))
    if (now && now.onBehalfOf !== handler.onBehalfOf)
      await saveGround(tx, handler, { because: now.because, onBehalfOf: now.onBehalfOf })
  }
  await deleteHandlers(
    tx,
    problem.id,
    gone.map(({ userid }) => userid),
  )
  for (const handler of gone) await closeHandlerCard(deps, tx, problem, handler)
  const rows = added.map((handler) => ({ problemId: problem.id, ...handler, since: deps.clock.now() }))
  await insertHandlers(tx, rows)
  for (const handler of rows)
    if (actor === null || !sameUserid(handler.userid, actor)) await notifyHandler(deps, tx, problem, handler)
  await deps.emit(tx, 'workload.changed', {
    userids: [...gone, ...added].map(({ userid }) => userid),
    at: deps.clock.now(),
  })
}
