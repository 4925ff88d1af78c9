import { DAY_MS } from '@desk/shared/kernel/durations'
import type { Exposure } from '@desk/shared/lost-device/lost-device-schemas'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Failure } from '../../../outbox/classify-failure.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { Tx } from '../../../db/database.ts'
import { LOG_DELAY_MS, type MemberOperation } from '../../../ports/wecom-protection.ts'
import type { CaseEffectDeps } from '../cases/case-deps.ts'
import { type CaseRow, lockCase, updateCaseColumns, requireCase } from '../cases/case-queries.ts'
import { caseIdOf, enqueueEffect } from '../cases/enqueue-case-jobs.ts'
import { LATE_EXPOSURE_TOPIC } from '../cases/lost-topics.ts'
import { recordCase } from '../cases/record-case.ts'
import { countOf, hasNews, notifyOfExposure } from './exposure-notice.ts'

/** Operation-log codes that show whether another person used the account (doc 100178). */
const exposureTypes: Readonly<Record<number, Exposure['items'][number]['type']>> = {
  4: 'new_device',
  13: 'second_device',
  5: 'mobile_changed',
  6: 'wechat_bound',
  7: 'wechat_bound',
}
/** How far back the log goes (doc 100178), less a day. */
const LOG_PERIOD_MS = 179 * DAY_MS
/** Maximum number of listed operations, the latest. */
const MAX_ITEMS = 50

/**
 * Reads who signed in between the last-seen time and the lock. The case also states that nothing was found, or that the
 * log could not be read. The result is preliminary until the last rows have reached the log: it is read again then.
 * Whatever a reading adds to the case is sent to those who handle it.
 */
export const exposureHandler = (deps: CaseEffectDeps): JobHandler => ({
  handle: (job) => readExposure(deps, job, 'first'),
  onGiveUp: (tx, job, failure) => storeUnread(deps, tx, job, failure),
})

/**
 * Reads the same period once more after the last rows have reached the log. The case may have been unlocked or closed
 * meanwhile: its evidence is completed all the same.
 */
export const lateExposureHandler = (deps: CaseEffectDeps): JobHandler => ({
  handle: (job) => readExposure(deps, job, 'late'),
  onGiveUp: async (tx, job, { cause }) => {
    const row = await lockCase(tx, caseIdOf(job.payload))
    // The period was corrected: its own job reads it.
    if (!row?.exposure) return
    // Another job may have completed the reading.
    if (row.exposure.reading?.state !== 'final')
      await updateCaseColumns(tx, row.id, { exposure: notReadAgain(row.exposure) })
    await recordCase(deps, tx, row, 'exposure_read', { cause })
  },
})

async function readExposure(deps: CaseEffectDeps, job: Job, which: 'first' | 'late') {
  const row = await requireCase(deps.db, caseIdOf(job.payload))
  const to = row.confirmedAt
  // The lock was requested again: its confirmation enqueues the next reading.
  if (to === null) return noWrites
  const now = deps.clock.now()
  const completeAt = new Date(to.getTime() + LOG_DELAY_MS)
  const isFinal = now >= completeAt
  // The lock was confirmed again after this job was enqueued.
  if (which === 'late' && !isFinal) throw new JobDeferredError('log_delay', completeAt)
  const earliest = new Date(now.getTime() - LOG_PERIOD_MS)
  const from = row.lastSeenAt > earliest ? row.lastSeenAt : earliest
  // What the log no longer has is unknown.
  const unread = row.lastSeenAt < to ? null : []
  // The end of the period must be in the past (doc 100178).
  const operations = from < to ? await deps.wecom.listOperations(row.subjectId, { from, to }) : unread
  const state = isFinal ? 'final' : 'preliminary'
  const reading = { at: now.toISOString(), completeAt: completeAt.toISOString(), state } as const
  const span = { from: from.toISOString(), to: to.toISOString() }
  const found: Exposure = { ...findingsIn(operations), ...span, reading }
  return async (tx: Tx) => {
    // If the last-seen time was corrected, or the account was enabled and disabled again in the console, while the log was
    // read, it is read again for the new period.
    const current = await lockCase(tx, row.id)
    if (!current || !isSameInstant(current.lastSeenAt, row.lastSeenAt) || !isSameInstant(current.confirmedAt, to))
      throw new JobDeferredError('amended', deps.clock.now())
    const shown = merged(current, found)
    await updateCaseColumns(tx, row.id, { exposure: shown })
    await recordCase(deps, tx, current, 'exposure_read')
    if (shown === found && hasNews(current.exposure, found)) await notifyOfExposure(deps, tx, current, found)
    if (!isFinal) await enqueueEffect(deps, tx, LATE_EXPOSURE_TOPIC, row, completeAt)
  }
}

function findingsIn(operations: readonly MemberOperation[] | null): Pick<Exposure, 'state' | 'count' | 'items'> {
  const items = (operations ?? []).flatMap(({ at, type, ip }) => {
    const name = exposureTypes[type]
    return name === undefined ? [] : [{ at: at.toISOString(), type: name, ip }]
  })
  const finding = items.length === 0 ? 'clear' : 'found'
  return {
    state: operations === null ? 'unavailable' : finding,
    count: items.length,
    items: items.slice(-MAX_ITEMS),
  }
}

/**
 * Returns what the case shows after a reading. If the log may no longer be read, or no longer has rows that it had, for
 * example because the member left the app's visible range, the earlier result stays, with a reading that failed.
 */
function merged({ exposure: before }: CaseRow, found: Exposure): Exposure {
  const isWorse =
    before !== null &&
    before.state !== 'unavailable' &&
    (found.state === 'unavailable' || countOf(found) < countOf(before))
  if (!isWorse) return found
  const isComplete = before.reading?.state === 'final' && before.from === found.from && before.to === found.to
  return isComplete ? before : notReadAgain(before)
}

const notReadAgain = (exposure: Exposure): Exposure => ({
  ...exposure,
  reading: exposure.reading && { ...exposure.reading, state: 'failed' },
})

async function storeUnread(deps: CaseEffectDeps, tx: Tx, job: { payload: unknown }, { cause }: Failure): Promise<void> {
  const row = await lockCase(tx, caseIdOf(job.payload))
  if (!row) return
  const span = { from: row.lastSeenAt.toISOString(), to: (row.confirmedAt ?? row.reportedAt).toISOString() }
  const before = row.exposure
  const isKnown = before !== null && before.state !== 'unavailable'
  const exposure = isKnown ? notReadAgain(before) : { state: 'unavailable' as const, ...span, items: [] }
  await updateCaseColumns(tx, row.id, { exposure })
  await recordCase(deps, tx, row, 'exposure_read', { cause })
}

const isSameInstant = (one: Date | null, other: Date): boolean => one?.getTime() === other.getTime()
