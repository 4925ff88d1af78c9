import { ANSWER_WORKING_DAYS } from '@desk/shared/feedback/feedback-flow'
import type { Tx } from '../../../db/database.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import { workingDaysAfter } from '../../../kernel/calendar-queries.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { assignHandlers, findHandlers } from '../assign-handlers.ts'
import { addTimelineEntry } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import {
  type FeedbackId,
  listDue,
  listOpen,
  lockProblem,
  type ProblemRow,
  saveProblem,
} from '../model/feedback-queries.ts'
import { notifyOfLateAnswer } from '../notices/handler-notices.ts'

const BATCH_SIZE = 100
const JOB_ACTOR = 'system:feedback.escalate'

/**
 * Escalates problems that their department did not forward in time or for which no department on the path has a handler,
 * reports overdue answers to the ops leads, or to ops if there is no lead, and reassigns problems whose handlers are absent.
 * Returns the number of due problems that this run handled, at most `BATCH_SIZE`.
 */
export async function escalateFeedback(deps: FeedbackDeps): Promise<number> {
  const due = await listDue(deps.db, deps.clock.now(), BATCH_SIZE)
  for (const { id } of due) await runLocked(deps, id, handleDueDate)
  let after: { at: Date; id: string } | null = null
  for (;;) {
    const page: { id: FeedbackId; askedAt: Date }[] = await listOpen(deps.db, after, BATCH_SIZE)
    for (const { id } of page) await runLocked(deps, id, updateHandlers)
    const last = page.at(-1)
    if (page.length < BATCH_SIZE || !last) return due.length
    after = { at: last.askedAt, id: last.id }
  }
}

const runLocked = (
  deps: FeedbackDeps,
  id: FeedbackId,
  step: (deps: FeedbackDeps, tx: Tx, problem: ProblemRow) => Promise<unknown>,
) =>
  deps.db.transaction(async (tx) => {
    const problem = await lockProblem(tx, id)
    if (problem) await step(deps, tx, problem)
  })

/** Escalates or reports a problem, unless it was handled since it was listed. */
async function handleDueDate(deps: FeedbackDeps, tx: Tx, problem: ProblemRow): Promise<void> {
  if (problem.dueAt === null || problem.dueAt > deps.clock.now()) return
  if (problem.state === 'collected') return escalate(deps, tx, problem)
  if (problem.isLateReported) return
  const saved = await saveProblem(tx, problem, { isLateReported: true })
  const { leads, ops } = await holdersFor({ ...deps, db: tx }, [])
  const notified = (leads.length > 0 ? leads : ops).map(({ userid }) => userid)
  await notifyOfLateAnswer(deps, tx, saved, [...new Set(notified)])
  await recordEntry(deps, tx, saved, 'feedback.late')
}

async function updateHandlers(deps: FeedbackDeps, tx: Tx, problem: ProblemRow): Promise<void> {
  const { hasNoHandler } = await findHandlers(deps, tx, problem)
  await (hasNoHandler ? escalate(deps, tx, problem) : assignHandlers(deps, tx, problem, null))
}

/** Passes a problem on to the management department. */
async function escalate(deps: FeedbackDeps, tx: Tx, problem: ProblemRow): Promise<void> {
  const now = deps.clock.now()
  const dueAt = await workingDaysAfter(deps, tx, now, ANSWER_WORKING_DAYS)
  const saved = await saveProblem(tx, problem, { state: 'forwarded', forwardedAt: now, dueAt })
  await addTimelineEntry({ tx, problem: saved, actor: null, now }, 'escalated')
  await assignHandlers(deps, tx, saved, null)
  await recordEntry(deps, tx, saved, 'feedback.escalated')
}

const recordEntry = (deps: FeedbackDeps, tx: Tx, { id }: ProblemRow, action: AuditEntry['action']) =>
  recordAudit(tx, { at: deps.clock.now(), actor: JOB_ACTOR, action, object: id, details: {} })
