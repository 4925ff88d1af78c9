import { type DelegationId, sameUserid } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { Tx } from '../../db/database.ts'
import type { DelegationChange, Subscriptions } from '../../domain-events/domain-events.ts'
import { today } from '../../access/grant-conditions.ts'
import type { DayDeps, Deps } from '../../kernel/deps.ts'
import { cancelGroup, enqueue } from '../../outbox/outbox-queries.ts'
import { type JobHandlers, noWrites } from '../../outbox/run-job.ts'
import { cardDay } from '../notifications/card-dates.ts'
import type { NoticeDeps, SendDeps } from '../notifications/notice-deps.ts'
import type { NoticeRow } from '../notifications/notice-queries.ts'
import { textOf } from '../notifications/notice-text.ts'
import { enqueueNotice } from '../notifications/notices.ts'
import { noticeCardHandler } from '../notifications/send-card.ts'
import { distinctUserids } from '../../directory/distinct-userids.ts'
import { memberNames } from '../../directory/member-names.ts'
import { type DelegationRow, listWaitingApplicants, requireDelegation } from './delegation-queries.ts'

const CHANGE_TOPIC = 'delegation.turn'
const NOTICE_TOPIC = 'notice.delegation'

const events = { started: 'delegation.started', ended: 'delegation.ended' } as const satisfies Record<
  DelegationChange,
  NoticeEvent
>

export const delegationSubscriptions: Subscriptions = {
  async 'delegations.changed'(tx, { id, changes }) {
    // A delegation that is revoked does not end again on the day that was planned.
    await cancelGroup(tx, groupOf(id))
    for (const { change, at } of changes) await enqueueChange(tx, id, change, at)
  },
}

const groupOf = (id: DelegationId): string => `${CHANGE_TOPIC}:${id}`

/** Enqueues the job that notifies when a delegation begins or ends. */
async function enqueueChange(tx: Tx, id: DelegationId, change: DelegationChange, runAt: Date): Promise<void> {
  const dedupeKey = `${CHANGE_TOPIC}:${id}:${change}:${runAt.toISOString()}`
  await enqueue(tx, [{ topic: CHANGE_TOPIC, payload: { id, turn: change }, dedupeKey, groupKey: groupOf(id), runAt }])
}

/**
 * Notifies of the start and the end of a delegation: the delegator, the delegate, and the applicants who wait for a decision.
 */
export const delegationNoticeHandlers = (deps: NoticeDeps & SendDeps): JobHandlers => ({
  [CHANGE_TOPIC]: {
    async handle(job) {
      const { id, turn: change } = job.payload as { id: DelegationId; turn: DelegationChange }
      const row = await requireDelegation(deps.db, id)
      if (!hasHappened(deps, row, change)) return noWrites
      return async (tx) => {
        const people = [row.principal, row.delegate, ...(await listWaitingApplicants(tx, row))]
        for (const userid of distinctUserids(people))
          await enqueueNotice(deps, tx, { event: events[change], objectId: id, userid, topic: NOTICE_TOPIC })
      }
    },
  },
  [NOTICE_TOPIC]: noticeCardHandler(deps, { contentOf: (notice) => loadContent(deps, notice) }),
})

/**
 * Returns whether the delegation began or ended. One revoked before its first day has done neither; one revoked later
 * has ended.
 */
function hasHappened(deps: DayDeps, { startsOn, endsOn, revokedAt }: DelegationRow, change: DelegationChange): boolean {
  const day = today(deps)
  if (change === 'started') return revokedAt === null && startsOn <= day && endsOn >= day
  return revokedAt === null ? endsOn < day : startsOn <= dayIn(deps.site.timeZone, revokedAt)
}

export const delegationDigestLine = async (deps: Pick<Deps, 'db'>, notice: NoticeRow): Promise<string> =>
  (await loadContent(deps, notice)).title

/** Returns the text for this reader: delegator, delegate, or else an applicant. */
async function loadContent(deps: Pick<Deps, 'db'>, { event, objectId, userid }: NoticeRow) {
  const row = await requireDelegation(deps.db, objectId as DelegationId)
  const people = await memberNames(deps.db, [row.principal, row.delegate])
  const names = { principal: people(row.principal).name, delegate: people(row.delegate).name }
  const values = { ...names, from: cardDay(row.startsOn), to: cardDay(row.endsOn) }
  const textPrefix = event === 'delegation.started' ? 'delegation.started' : 'delegation.ended'
  if (sameUserid(userid, row.principal))
    return { ...(await textOf(deps, `${textPrefix}_for_principal`, values)), path: pagePaths.delegations }
  if (sameUserid(userid, row.delegate))
    return { ...(await textOf(deps, `${textPrefix}_for_delegate`, values)), path: pagePaths.approvals }
  return { ...(await textOf(deps, `${textPrefix}_for_applicant`, values)), path: pagePaths.requests }
}
