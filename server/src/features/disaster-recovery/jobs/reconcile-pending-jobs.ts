import { actorName } from '@desk/shared/identity/actor'
import { AppError, WecomDeferredError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import { type TopicCounts, restoreMarker } from '../../../outbox/restore-marker.ts'
import type { JobHandlers } from '../../../outbox/run-job.ts'
import { restoreJob } from '../declare-restored.ts'
import { listPendingJobs } from '../restore-queries.ts'

const BATCH_SIZE = 100

type ReconcileDeps = Pick<Deps, 'db' | 'clock'>

/**
 * Checks in WeCom which pending jobs of a restored database are already done, before any of them is sent, so that ops know
 * what they resume. Only reads, once per restore; while WeCom is unavailable, the check is repeated later.
 */
export async function reconcilePendingJobs(deps: ReconcileDeps, handlers: JobHandlers): Promise<'done' | 'soon'> {
  const { value: mark, version } = await readSetting(deps.db, restoreMarker)
  if (mark === null || mark.lookedAt !== null || mark.resumedAt !== null) return 'done'
  const found = new Map<string, TopicCounts>()
  for (let after = 0; ;) {
    const jobs = await listPendingJobs(deps.db, { after, upTo: mark.lastJob, limit: BATCH_SIZE })
    for (const job of jobs) await countJob(found, handlers, job)
    after = jobs.at(-1)?.id ?? after
    if (jobs.length < BATCH_SIZE) break
  }
  const at = deps.clock.now()
  const actor = actorName(restoreJob)
  const checked = { ...mark, lookedAt: at.toISOString(), found: [...found.values()] }
  return deps.db.transaction(async (tx) => {
    // Fails after a concurrent resume, when the result is no longer needed.
    if (!(await writeSetting(tx, restoreMarker, { value: checked, by: actor, at, ifVersion: version }))) return 'soon'
    const details = { topics: checked.found.length }
    await recordAudit(tx, { at, actor, action: 'database.compared', object: 'database', details })
    return 'done'
  })
}

async function countJob(found: Map<string, TopicCounts>, handlers: JobHandlers, job: Job): Promise<void> {
  const isDone = handlers[job.topic]?.isDone
  if (!isDone) return
  const figures = found.get(job.topic) ?? { topic: job.topic, done: 0, open: 0, unknown: 0 }
  const isJobDone = await isDone(job).catch((error: unknown) => {
    const isTemporary = error instanceof WecomUnreachableError || error instanceof WecomDeferredError
    // Other app errors: WeCom refused the query, or its object no longer exists.
    if (isTemporary || !(error instanceof AppError)) throw error
    return null
  })
  if (isJobDone === null) figures.unknown += 1
  else figures[isJobDone ? 'done' : 'open'] += 1
  found.set(job.topic, figures)
}
