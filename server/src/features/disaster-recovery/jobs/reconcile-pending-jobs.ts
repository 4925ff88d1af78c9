import { AppError, WecomHeldBackError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import { type FoundOfTopic, restoreMarker } from '../../../outbox/restore-marker.ts'
import type { JobHandlers } from '../../../outbox/run-job.ts'
import { listPendingJobs } from '../restore-queries.ts'

const LOOKER = 'system:restore'
const PAGE = 100

type ReconcileDeps = Pick<Deps, 'db' | 'clock'>

/**
 * Asks WeCom about everything that a restored database owes there, before any of it is sent, so that ops know what they
 * resume. Reads only. Once for each restoration; a WeCom that does not answer leaves it for the next time.
 */
export async function reconcilePendingJobs(deps: ReconcileDeps, handlers: JobHandlers): Promise<'done' | 'soon'> {
  const { value: mark, version } = await readSetting(deps.db, restoreMarker)
  if (mark === null || mark.lookedAt !== null || mark.resumedAt !== null) return 'done'
  const found = new Map<string, FoundOfTopic>()
  for (let after = 0; ;) {
    const jobs = await listPendingJobs(deps.db, { after, upTo: mark.lastJob, limit: PAGE })
    for (const job of jobs) await countOne(found, handlers, job)
    after = jobs.at(-1)?.id ?? after
    if (jobs.length < PAGE) break
  }
  const at = deps.clock.now()
  const looked = { ...mark, lookedAt: at.toISOString(), found: [...found.values()] }
  return deps.db.transaction(async (tx) => {
    // Resumed meanwhile: what was found is of no use any more.
    if (!(await writeSetting(tx, restoreMarker, { value: looked, by: LOOKER, at, ifVersion: version }))) return 'soon'
    const details = { topics: looked.found.length }
    await recordAudit(tx, { at, actor: LOOKER, action: 'database.compared', object: 'database', details })
    return 'done'
  })
}

async function countOne(found: Map<string, FoundOfTopic>, handlers: JobHandlers, job: Job): Promise<void> {
  const isDone = handlers[job.topic]?.isDone
  if (!isDone) return
  const figures = found.get(job.topic) ?? { topic: job.topic, done: 0, open: 0, unknown: 0 }
  const answer = await isDone(job).catch((error: unknown) => {
    const isLater = error instanceof WecomUnreachableError || error instanceof WecomHeldBackError
    // Otherwise WeCom answered, only not to the question; or what it is about is gone.
    if (isLater || !(error instanceof AppError)) throw error
    return null
  })
  figures[answer === null ? 'unknown' : answer ? 'done' : 'open'] += 1
  found.set(job.topic, figures)
}
