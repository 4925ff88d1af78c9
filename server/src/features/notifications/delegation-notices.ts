import { sameUserid } from '@desk/shared/kernel/ids'
import type { DelegationId } from '@desk/shared/kernel/ids'
import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { dayIn, type CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { Tx } from '../../db/database.ts'
import type { DelegationTurn } from '../../domain-events/domain-events.ts'
import { today } from '../../access/grant-conditions.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { JobHandler, JobHandlers } from '../../outbox/run-job.ts'
import { admitNotice } from './admit-notice.ts'
import { DELEGATION_TURN_TOPIC } from './enqueue-delegation-change.ts'
import { applicantsWaitingFor, requireDelegation, type DelegationRow } from './delegation-notice-queries.ts'
import type { DayDeps, Deps } from '../../kernel/deps.ts'
import type { NoticeDeps, SendDeps } from './notice-deps.ts'
import { findNotice, insertNotice, type NoticeRow, saveNotice } from './notice-queries.ts'
import { textOf } from './notice-text.ts'
import { noticeTopics } from './notices.ts'
import { namesOf } from '../requests/approvers/people-queries.ts'
import { nothingToWrite, SOURCE, taskIdOf } from './send-notice.ts'

const events = { started: 'delegation.started', ended: 'delegation.ended' } as const satisfies Record<
  DelegationTurn,
  NoticeEvent
>

/** Somebody begins to decide in another's place, or ceases to: both hear of it, and whoever waits for an answer. */
export function delegationNoticeHandlers(deps: NoticeDeps & SendDeps): JobHandlers {
  const turn: JobHandler = {
    async handle(job) {
      const { id, turn: which } = job.payload as { id: DelegationId; turn: DelegationTurn }
      const row = await requireDelegation(deps.db, id)
      if (!hasHappened(deps, row, which)) return nothingToWrite
      return async (tx) => {
        const applicants = await applicantsWaitingFor(tx, row)
        const people = [row.principal, row.delegate, ...applicants]
        const distinct = people.filter((one, at) => people.findIndex((other) => sameUserid(one, other)) === at)
        for (const userid of distinct) await tell(deps, tx, { event: events[which], id, userid })
      }
    },
  }
  const send: JobHandler = {
    async handle(job, checkpoint) {
      const notice = await findNotice(deps.db, taskIdOf(job.payload))
      if (notice?.state !== 'waiting') return nothingToWrite
      if (!(await admitNotice(deps, checkpoint, notice))) return nothingToWrite
      const words = await delegationText(deps, notice)
      const url = `${deps.site.publicUrl}${words.path}`
      deps.failPoints.hit('notice.calling')
      const card = {
        title: words.title,
        subtitle: words.subtitle,
        rows: [],
        taskId: notice.taskId,
        source: SOURCE,
        url,
      }
      const sent = await deps.wecom.sendCard(notice.userid, card)
      deps.failPoints.hit('notice.called')
      return (tx) => saveNotice(tx, notice.taskId, { state: sent.delivered ? 'sent' : 'undelivered' })
    },
    onGiveUp: (tx, job) => saveNotice(tx, taskIdOf(job.payload), { state: 'undelivered' }),
    requeue: (tx, job) => saveNotice(tx, taskIdOf(job.payload), { state: 'waiting' }),
    confirmByHand: async (job) => (tx) => saveNotice(tx, taskIdOf(job.payload), { state: 'dropped' }),
  }
  return { [DELEGATION_TURN_TOPIC]: turn, [noticeTopics.delegation]: send }
}

/** Ended before it began, nothing is said of it; ended before its last day, the end is said once, when it ended. */
function hasHappened(deps: DayDeps, { startsOn, endsOn, revokedAt }: DelegationRow, turn: DelegationTurn): boolean {
  const day = today(deps)
  if (turn === 'started') return revokedAt === null && startsOn <= day && endsOn >= day
  return revokedAt === null ? endsOn < day : startsOn <= dayIn(deps.site.timeZone, revokedAt)
}

async function tell(
  deps: NoticeDeps,
  tx: Tx,
  { event, id, userid }: { event: NoticeEvent; id: DelegationId; userid: string },
): Promise<void> {
  const taskId = deps.ids.next('card')
  const now = deps.clock.now()
  const dedupeKey = noticeKey(event, id, userid)
  const isQuiet = deps.afterRestore?.isQuiet() ?? false
  const notice = { taskId, event, objectId: id, userid, dedupeKey, plannedAt: now }
  if (!(await insertNotice(tx, { ...notice, state: isQuiet ? 'dropped' : 'waiting' })) || isQuiet) return
  const topic = noticeTopics.delegation
  await enqueue(tx, [
    { topic, payload: { taskId }, dedupeKey: `${topic}:${taskId}`, groupKey: `card:${taskId}`, runAt: now },
  ])
}

/** What it says depends on who reads it; an applicant is whoever is neither of the two. */
export async function delegationText(deps: Pick<Deps, 'db'>, { event, objectId, userid }: NoticeRow) {
  const row = await requireDelegation(deps.db, objectId as DelegationId)
  const people = await namesOf(deps.db, [row.principal, row.delegate])
  const names = { principal: people(row.principal).name, delegate: people(row.delegate).name }
  const values = { ...names, from: dayWords(row.startsOn), to: dayWords(row.endsOn) }
  const turn = event === 'delegation.started' ? 'delegation.started' : 'delegation.ended'
  if (sameUserid(userid, row.principal))
    return { ...(await textOf(deps, `${turn}_for_principal`, values)), path: pagePaths.delegations }
  if (sameUserid(userid, row.delegate))
    return { ...(await textOf(deps, `${turn}_for_delegate`, values)), path: pagePaths.approvals }
  return { ...(await textOf(deps, `${turn}_for_applicant`, values)), path: pagePaths.requests }
}

function dayWords(day: CalendarDay): string {
  const [, month, date] = day.split('-').map(Number)
  return `${String(month)} 月 ${String(date)} 日`
}
