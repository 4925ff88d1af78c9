import { HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { admit, applicantEvents, budgetDay } from '@desk/shared/notices/notice-policy'
import { instantOf, nextTimeOutsideQuietHours, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../db/database.ts'
import { loadCalendar } from '../../kernel/calendar-queries.ts'
import { isAccountSuspended } from '../../directory/suspension-queries.ts'
import { JobDeferredError } from '../../outbox/job-deferred-error.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { Checkpoint } from '../../outbox/run-job.ts'
import type { SendDeps } from './notice-deps.ts'
import type { Deps } from '../../kernel/deps.ts'
import {
  listNoticeTimesAboutApplicant,
  lockPerson,
  type NoticeRow,
  countReceived,
  saveNotice,
} from './notice-queries.ts'
import { endUnsentNotice } from './notices.ts'

export const DIGEST_TOPIC = 'notice.digest'

/**
 * Applies the notice policy and records the result, with the text that a repeated card needs. Returns false when the
 * message became a line of the digest, or when the account is suspended: whoever holds the phone must read nothing new.
 *
 * @throws JobDeferredError when it has to wait for the morning or the next minute
 */
export async function admitNotice(
  deps: SendDeps,
  checkpoint: Checkpoint,
  notice: NoticeRow,
  words: NoticeRow['words'] = null,
): Promise<boolean> {
  const calendar = await loadCalendar(deps)
  let deferral: JobDeferredError | null = null
  let isAdmitted = false
  const record = async (tx: Tx) => {
    await lockPerson(tx, notice.userid)
    if (await isAccountSuspended(tx, notice.userid)) return endUnsentNotice(tx, notice.taskId, 'dropped')
    const now = deps.clock.now()
    const since = {
      minute: new Date(now.getTime() - MINUTE_MS),
      dayStart: instantOf(calendar.timeZone, budgetDay(calendar, now), 0),
    }
    const received = {
      ...(await countReceived(tx, notice, since)),
      approvalsTonight: await listApprovalTimesTonight(tx, notice, calendar, now),
      fromApplicant: applicantEvents.includes(notice.event)
        ? (await listNoticeTimesAboutApplicant(tx, notice, applicantEvents, since.dayStart)).length
        : 0,
    }
    const admission = admit(notice.event, received, calendar, now)
    isAdmitted = admission.now
    if (admission.now) await saveNotice(tx, notice.taskId, { admittedAt: now, words })
    else if (admission.why === 'budget') await postponeToDigest(deps, tx, notice, admission.until)
    else deferral = new JobDeferredError(admission.why, admission.until)
  }
  // A write that is lost is repeated by the next attempt.
  await checkpoint(record, { isDurable: false })
  // Assigned in the callback, which the compiler does not follow.
  const deferred = deferral as JobDeferredError | null
  if (deferred) throw deferred
  if (isAdmitted) deps.failPoints.hit('notice.admitted')
  return isAdmitted
}

/** Longer than any night. */
const NIGHT_MS = 16 * HOUR_MS

/** Returns the times of the applicant's approval cards of this night; by day, returns none without a query. */
async function listApprovalTimesTonight(
  tx: Tx,
  notice: NoticeRow,
  calendar: WorkingCalendar,
  now: Date,
): Promise<Date[]> {
  const isQuiet = (at: Date) => nextTimeOutsideQuietHours(calendar, at).getTime() > at.getTime()
  if (notice.event !== 'request.asked' || !isQuiet(now)) return []
  const since = new Date(now.getTime() - NIGHT_MS)
  return (await listNoticeTimesAboutApplicant(tx, notice, ['request.asked'], since)).filter(isQuiet)
}

async function postponeToDigest(deps: Pick<Deps, 'ids'>, tx: Tx, notice: NoticeRow, until: Date): Promise<void> {
  await saveNotice(tx, notice.taskId, { state: 'digest' })
  const person = notice.userid.toLowerCase()
  await enqueue(tx, [
    {
      topic: DIGEST_TOPIC,
      payload: { userid: notice.userid, digestId: deps.ids.next('card') },
      // One digest per morning: a digest that is already due may have selected its lines.
      dedupeKey: `${DIGEST_TOPIC}:${person}:${until.toISOString()}`,
      groupKey: `${DIGEST_TOPIC}:${person}`,
      runAt: until,
    },
  ])
}
