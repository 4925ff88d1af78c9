import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { sameUserid } from '@desk/shared/kernel/ids'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { departmentNames, pathNames } from '../../../directory/department-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { localTime } from '../../../kernel/local-time.ts'
import { requireCard } from '../../notifications/card-queries.ts'
import type { NoticeRow } from '../../notifications/notice-queries.ts'
import { type CardText, textOf } from '../../notifications/notice-text.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import type { Database } from '../../../db/database.ts'
import { type Person, requirePerson } from '../approvers/people-queries.ts'
import { waitsForManualTask } from '../model/manual-tasks.ts'
import { requireRequest, type RequestRow } from '../model/request-queries.ts'
import type { CardMessage, ManualTask, RequestTypeDeps } from '../model/request-type.ts'

type TextDeps = RequestTypeDeps & Pick<Deps, 'db'>
type TimedDeps = TextDeps & Pick<Deps, 'site'>

/** Returns the person whom a request is about; the applicant while the subject is not a member yet. */
async function personOnCard(db: Database, request: RequestRow): Promise<Person> {
  return (await findMemberRow(db, subjectIdOf(request))) ?? requirePerson(db, request.applicantId)
}

/** Functions that make the text of each kind of card from the present state of the request. */
export const cardTextFor = {
  async approval(deps: TextDeps, request: RequestRow, event: NoticeEvent = 'request.asked'): Promise<CardText> {
    const applicant = await personOnCard(deps.db, request)
    const names = await departmentNames(deps.db, request.departmentPath)
    const department = pathNames(request.departmentPath, names).join('·')
    const { cards } = deps.kinds[request.kind]
    const message = cards.requested(request, applicant, department)
    const text = reminders[event]
    if (text === undefined) return toText(deps, message)
    const what = cards.label(request)
    const values = { applicant: applicant.name, what, department, count: String(request.reminderCount) }
    return toText(deps, { text, values, rows: message.rows })
  },

  // For a person who is no longer an approver.
  async closed(deps: TimedDeps, request: RequestRow): Promise<CardText> {
    const applicant = await personOnCard(deps.db, request)
    // If the request was withdrawn in the second step, the decision of the first step did not end it.
    const isDecided = request.decidedBy !== null && request.state !== 'withdrawn'
    const decider = isDecided ? await deciderName(deps, request) : null
    const time = changedAt(deps, request)
    const message = deps.kinds[request.kind].cards.closed(request, applicant, decider, time)
    if (request.state !== 'open' && request.state !== 'returned') return toText(deps, message)
    return toText(deps, { ...(await undecidedMessage(deps, request, applicant.name)), rows: message.rows })
  },

  superseded: (deps: TextDeps, request: RequestRow) => withRows(deps, request, 'request.superseded'),

  // For a person who has to change something in WeCom themselves.
  async manualTask(deps: TextDeps, request: RequestRow): Promise<CardText> {
    return toText(deps, manualTaskOf(deps, request, (await personOnCard(deps.db, request)).name))
  },

  // For a manual task that is done, that another task replaced, or that ended with its request because nobody could do it.
  settled: (deps: TextDeps, request: RequestRow, hasNewerCard = false) =>
    withRows(deps, request, settledText(request, hasNewerCard)),

  // For the applicant, and for the member whom the request is about.
  async result(deps: TextDeps, request: RequestRow, recipient: string): Promise<CardText> {
    const { cards } = deps.kinds[request.kind]
    const message = cards.result(request, await deciderName(deps, request))
    if (request.returned === null || request.state !== 'returned')
      return withSubject(deps, request, recipient, await toText(deps, message))
    const { by, reason } = request.returned
    const values = {
      decider: await nameOf(deps, by),
      reason: reason.text || (cards.returnReasons?.[reason.code] ?? ''),
    }
    const returned = await toText(deps, { text: 'request.returned', values, rows: message.rows })
    return withSubject(deps, request, recipient, returned)
  },
}

/** Puts the name of another member whom the request is about before the title: an applicant may have requests about many. */
async function withSubject(deps: TextDeps, request: RequestRow, recipient: string, text: CardText): Promise<CardText> {
  const subject = subjectIdOf(request)
  if (sameUserid(subject, request.applicantId) || sameUserid(subject, recipient)) return text
  return { ...text, title: `${(await personOnCard(deps.db, request)).name}：${text.title}` }
}

/** Returns the text that announces a new comment; the comment itself is read on the page. */
export async function commentText(deps: Pick<Deps, 'db'>, request: RequestRow): Promise<CardText> {
  const values = { applicant: await nameOf(deps, request.applicantId), no: request.no }
  return { ...(await textOf(deps, 'request.commented', values)), rows: [] }
}

/** Returns the manual task of a request. That of a failed request differs between types in its text only. */
export function manualTaskOf({ kinds }: RequestTypeDeps, request: RequestRow, applicant: string): ManualTask {
  const { cards, manualTask } = kinds[request.kind]
  if (request.state === 'failed') {
    const { rows } = cards.result(request, '')
    const values = { applicant, no: request.no }
    const path = pagePaths.settingsOutbox
    const text = cards.stopped ?? 'request.stopped'
    return { event: 'request.stopped', text, values, rows, path, button: '去处理' }
  }
  if (!manualTask) throw new Error(`${request.kind} has no manual tasks`)
  return manualTask(request, applicant)
}

/** Returns whether the manual task that a notice named is still the one to be done. */
export const isStillRequired = (deps: RequestTypeDeps, event: NoticeEvent | undefined, request: RequestRow): boolean =>
  waitsForManualTask(request) && manualTaskOf(deps, request, '').event === event

/** Reminder cards, which have other texts than the first card and the same rows. */
const reminders: Partial<Record<NoticeEvent, MessageTextName>> = {
  'request.urged': 'request.urged',
  'request.changed': 'request.changed',
  'request.sla_half': 'request.near_due',
  'request.sla_near': 'request.near_due',
  'request.sla_due': 'request.overdue',
  'request.sla_over': 'request.overdue',
}

type TextWithRows = Extract<
  MessageTextName,
  'request.superseded' | 'request.settled' | 'request.ended' | 'request.passed_on'
>

/** Returns the text for a person whose manual task is over. */
function settledText(request: RequestRow, hasNewerCard: boolean): TextWithRows {
  if (!waitsForManualTask(request)) return request.state === 'failed' ? 'request.ended' : 'request.settled'
  if (hasNewerCard) return 'request.superseded'
  // The management department did its part, and the applicant changes the rest.
  return whoActsNext(request) === 'applicant' ? 'request.settled' : 'request.passed_on'
}

async function withRows(deps: TextDeps, request: RequestRow, text: TextWithRows): Promise<CardText> {
  const applicant = await personOnCard(deps.db, request)
  const { cards } = deps.kinds[request.kind]
  const { rows } = cards.requested(request, applicant, '')
  return toText(deps, { text, values: { applicant: applicant.name, what: cards.label(request) }, rows })
}

/** Returns the message for a former approver while the request waits for other approvers, or for the applicant. */
async function undecidedMessage(deps: TimedDeps, request: RequestRow, applicant: string) {
  const what = deps.kinds[request.kind].cards.label(request)
  if (request.returned !== null) {
    const values = { applicant, what, decider: await nameOf(deps, request.returned.by), time: changedAt(deps, request) }
    return { text: 'request.sent_back' as const, values }
  }
  const people = await memberNames(deps.db, request.approverIds)
  const names = request.approverIds.map((userid) => people(userid).name).join('、')
  return { text: 'request.handed_over' as const, values: { applicant, what, names } }
}

/** Returns the time of day of the last change, as in `10:32`. */
const changedAt = ({ site }: Pick<Deps, 'site'>, { updatedAt }: RequestRow) =>
  localTime(site.timeZone, updatedAt).slice(11, 16)

/** Returns the name of the approver who decided; that of a delegate is followed by the name of the delegator. */
async function deciderName(deps: Pick<Deps, 'db'>, { decidedBy, decidedFor }: RequestRow): Promise<string> {
  if (decidedBy === null) return ''
  const name = await nameOf(deps, decidedBy)
  return decidedFor === null ? name : `${name}代${await nameOf(deps, decidedFor)}`
}

const manualTaskEvents: readonly NoticeEvent[] = [
  'request.by_hand',
  'request.disputed',
  'request.differs',
  'request.guided',
  'request.stopped',
]

/** Returns the line of a digest for a notice about a request. */
export async function requestDigestLine(deps: TimedDeps, notice: NoticeRow): Promise<string> {
  const { requestId } = await requireCard(deps.db, notice.taskId)
  const request = await requireRequest(deps.db, requestId)
  return (await digestText(deps, notice, request)).title
}

export async function digestText(
  deps: TimedDeps,
  { event, userid }: Pick<NoticeRow, 'event' | 'userid'>,
  request: RequestRow,
): Promise<CardText> {
  if (manualTaskEvents.includes(event))
    return cardTextFor[isStillRequired(deps, event, request) ? 'manualTask' : 'settled'](deps, request)
  if (event === 'request.commented') return commentText(deps, request)
  if (event === 'request.taken') return cardTextFor.closed(deps, request)
  const isForApprover = event === 'request.asked' || event === 'request.asked_again' || reminders[event] !== undefined
  return isForApprover ? cardTextFor.approval(deps, request, event) : cardTextFor.result(deps, request, userid)
}

const toText = async (deps: Pick<Deps, 'db'>, { text, values, rows }: CardMessage): Promise<CardText> => ({
  ...(await textOf(deps, text, values)),
  rows,
})

const nameOf = async (deps: Pick<Deps, 'db'>, userid: string): Promise<string> =>
  (await memberNames(deps.db, [userid]))(userid).name
