import { sameUserid } from '@desk/shared/kernel/ids'
import { isOpenFeedback } from '@desk/shared/feedback/feedback-flow'
import type { Tx } from '../../db/database.ts'
import { type Approver, resolveLevels } from '../requests/approvers/resolve-approvers.ts'
import type { FeedbackStepDeps } from './model/feedback-deps.ts'
import type { ProblemRow } from './model/feedback-queries.ts'
import { deleteHandlers, insertHandlers, listHandlers } from './model/handler-queries.ts'
import { closeHandlerCard, notifyHandler } from './notices/handler-notices.ts'

type Next = { handlers: readonly Approver[]; isUnmanned: boolean }

/**
 * Returns who acts next: the admins of the first asker's department, in their absence the deputies or delegates, then
 * those above; for the answer the person who took it, or the management department. Askers do not handle their own problem
 * while there is somebody else. `isUnmanned`: no department has anybody for its part.
 */
export async function findHandlers(
  deps: FeedbackStepDeps,
  tx: Tx,
  { state, takerId, departmentPath, askerId }: Pick<ProblemRow, 'state' | 'takerId' | 'departmentPath' | 'askerId'>,
): Promise<Next> {
  if (!isOpenFeedback(state)) return { handlers: [], isUnmanned: false }
  const step = state === 'collected' ? ('department' as const) : ('ops' as const)
  const barred = step === 'department' ? [askerId] : []
  const levels = await resolveLevels({ ...deps, db: tx }, { kind: 'feedback', path: departmentPath, step, barred })
  const at = levels.findIndex((level) => level.length > 0)
  const first = levels[at] ?? []
  const taker = first.find(({ userid }) => takerId !== null && sameUserid(userid, takerId))
  return { handlers: taker ? [taker] : first, isUnmanned: step === 'department' && at === levels.length - 1 }
}

/**
 * Brings the list of those who act next up to date, and their cards: new handlers are notified, and the cards of former
 * ones say that they are no longer asked. `actor` gets no card about their own act.
 */
export async function assignHandlers(
  deps: FeedbackStepDeps,
  tx: Tx,
  problem: ProblemRow,
  actor: string | null,
): Promise<void> {
  const { handlers: next } = await findHandlers(deps, tx, problem)
  const before = await listHandlers(tx, problem.id)
  const gone = before.filter((one) => !next.some(({ userid }) => sameUserid(one.userid, userid)))
  const added = next.filter((one) => !before.some(({ userid }) => sameUserid(one.userid, userid)))
  await deleteHandlers(
    tx,
    problem.id,
    gone.map(({ userid }) => userid),
  )
  for (const handler of gone) await closeHandlerCard(deps, tx, problem, handler)
  const rows = added.map((one) => ({ problemId: problem.id, ...one, since: deps.clock.now() }))
  await insertHandlers(tx, rows)
  for (const handler of rows)
    if (actor === null || !sameUserid(handler.userid, actor)) await notifyHandler(deps, tx, problem, handler)
  await deps.emit(tx, 'workload.changed', {
    userids: [...gone, ...added].map(({ userid }) => userid),
    at: deps.clock.now(),
  })
}
