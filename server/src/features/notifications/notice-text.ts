import { fillMessage, type MessageTextName } from '@desk/shared/notices/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReturnReason } from '@desk/shared/requests/reasons'
import { departmentNames, pathNames } from '../../directory/department-names.ts'
import { loadText } from './message-template-queries.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { CardDeps } from './notice-deps.ts'
import type { NoticeRow } from './notice-queries.ts'
import { namesOf, requirePerson } from '../requests/approvers/people-queries.ts'
import { waitsForManualTask } from '../requests/model/manual-phases.ts'
import type { RequestTypeDeps, CardMessage, ManualTask } from '../requests/model/request-type.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'

export type CardText = Pick<NoticeCard, 'title' | 'subtitle' | 'rows'>

/** What a card of this kind says about the request as it is now. */
export const cardTextFor = {
  async ask(
    deps: Pick<Deps, 'db'> & RequestTypeDeps,
    request: RequestRow,
    event: NoticeEvent = 'request.asked',
  ): Promise<CardText> {
    const applicant = await requirePerson(deps.db, request.applicantId)
    const names = await departmentNames(deps.db, request.departmentPath)
    const department = pathNames(request.departmentPath, names).join('·')
    const message = deps.kinds[request.kind].cards.ask(request, applicant, department)
    const text = reminders[event]
    if (text === undefined) return toWords(deps, message)
    const what = deps.kinds[request.kind].cards.what(request)
    const values = { applicant: applicant.name, what, department, count: String(request.urgeCount) }
    return toWords(deps, { text, values, rows: message.rows })
  },

  async over(deps: CardDeps, request: RequestRow): Promise<CardText> {
    const applicant = await requirePerson(deps.db, request.applicantId)
    const isOut = request.state === 'open' || request.state === 'returned'
    const decider = request.decidedBy === null ? null : await deciderName(deps, request)
    const message = deps.kinds[request.kind].cards.over(request, applicant, decider, request.updatedAt)
    if (!isOut) return toWords(deps, message)
    const { text, values } = await wordsForOpen(deps, request, applicant.name)
    return toWords(deps, { text, values, rows: message.rows })
  },

  async superseded(deps: Pick<Deps, 'db'> & RequestTypeDeps, request: RequestRow): Promise<CardText> {
    const applicant = await requirePerson(deps.db, request.applicantId)
    const { rows } = deps.kinds[request.kind].cards.ask(request, applicant, '')
    const what = deps.kinds[request.kind].cards.what(request)
    return toWords(deps, { text: 'request.superseded', values: { applicant: applicant.name, what }, rows })
  },

  /** What somebody has to do in WeCom themselves. */
  async hands(deps: Pick<Deps, 'db'> & RequestTypeDeps, request: RequestRow): Promise<CardText> {
    return toWords(deps, manualTaskOf(deps, request, await nameOf(deps, request.applicantId)))
  },

  async settled(deps: Pick<Deps, 'db'> & RequestTypeDeps, request: RequestRow): Promise<CardText> {
    const applicant = await requirePerson(deps.db, request.applicantId)
    const { rows } = deps.kinds[request.kind].cards.ask(request, applicant, '')
    const what = deps.kinds[request.kind].cards.what(request)
    return toWords(deps, { text: 'request.settled', values: { applicant: applicant.name, what }, rows })
  },

  async result(deps: Pick<Deps, 'db'> & RequestTypeDeps, request: RequestRow): Promise<CardText> {
    const message = deps.kinds[request.kind].cards.result(request, await deciderName(deps, request))
    if (request.returned === null || request.state !== 'returned') return toWords(deps, message)
    const { by, reason } = request.returned
    const values = { decider: await nameOf(deps, by), reason: reason.text || returnWords[reason.code] }
    return toWords(deps, { text: 'request.returned', values, rows: message.rows })
  },
}

/** Says that there is something to read; what it says stays in the page. */
export async function commentText(deps: Pick<Deps, 'db'>, request: RequestRow): Promise<CardText> {
  const values = { applicant: await nameOf(deps, request.applicantId), no: request.no }
  return { ...(await textOf(deps, 'request.commented', values)), rows: [] }
}

/** What stopped is the same for every kind; the rest only a kind has whose phases say so. */
export function manualTaskOf({ kinds }: RequestTypeDeps, request: RequestRow, applicant: string): ManualTask {
  if (request.state === 'failed') {
    const { rows } = kinds[request.kind].cards.result(request, '')
    const values = { applicant, no: request.no }
    const path = pagePaths.settingsOutbox
    return { event: 'request.stopped', text: 'request.stopped', values, rows, path, button: '去处理' }
  }
  const { manualTask } = kinds[request.kind]
  if (!manualTask) throw new Error(`${request.kind} has nothing that people do themselves`)
  return manualTask(request, applicant)
}

/** Whether what somebody was told to do themselves is still what is to be done. */
export const isStillRequired = (deps: RequestTypeDeps, event: NoticeEvent | undefined, request: RequestRow): boolean =>
  waitsForManualTask(request) && manualTaskOf(deps, request, '').event === event

/** Cards that remind say why; the rows stay what they were. */
const reminders: Partial<Record<NoticeEvent, MessageTextName>> = {
  'request.urged': 'request.urged',
  'request.changed': 'request.changed',
  'request.sla_half': 'request.near_due',
  'request.sla_near': 'request.near_due',
  'request.sla_due': 'request.overdue',
  'request.sla_over': 'request.overdue',
}

const returnWords = {
  not_matching: '和实际不符',
  incomplete: '内容不完整',
  needs_proof: '还缺依据',
  not_my_department: '不归本部门核实',
  unclear_name: '群名看不出是什么事',
  wrong_members: '成员有误，需增减',
  other: '',
} as const satisfies Record<ReturnReason, string>

/** The card of somebody who is not asked any more, while others are, or the applicant is at it. */
async function wordsForOpen(deps: CardDeps, request: RequestRow, applicant: string) {
  const what = deps.kinds[request.kind].cards.what(request)
  if (request.returned !== null) {
    const values = { applicant, what, decider: await nameOf(deps, request.returned.by), time: clockTime(deps, request) }
    return { text: 'request.sent_back' as const, values }
  }
  const people = await namesOf(deps.db, request.candidates)
  const names = request.candidates.map((userid) => people(userid).name).join('、')
  return { text: 'request.handed_over' as const, values: { applicant, what, names } }
}

const clockTime = ({ site }: Pick<Deps, 'site'>, { updatedAt }: RequestRow) =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone: site.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(updatedAt)

/** A delegate decides in somebody's place, and the card says in whose. */
async function deciderName(deps: Pick<Deps, 'db'>, { decidedBy, decidedFor }: RequestRow): Promise<string> {
  if (decidedBy === null) return ''
  const name = await nameOf(deps, decidedBy)
  return decidedFor === null ? name : `${name}代${await nameOf(deps, decidedFor)}`
}

const handEvents: readonly NoticeEvent[] = [
  'request.by_hand',
  'request.disputed',
  'request.differs',
  'request.guided',
  'request.stopped',
]

/** One line of the digest. */
export async function digestLine(deps: CardDeps, { event }: NoticeRow, request: RequestRow): Promise<string> {
  if (handEvents.includes(event))
    return (await (isStillRequired(deps, event, request) ? cardTextFor.hands : cardTextFor.settled)(deps, request))
      .title
  if (event === 'request.commented') return (await commentText(deps, request)).title
  const isQuestion = event === 'request.asked' || event === 'request.asked_again' || reminders[event] !== undefined
  const words = isQuestion
    ? await cardTextFor.ask(deps, request, event)
    : event === 'request.taken'
      ? await cardTextFor.over(deps, request)
      : await cardTextFor.result(deps, request)
  return words.title
}

export async function textOf(deps: Pick<Deps, 'db'>, name: MessageTextName, values: Readonly<Record<string, string>>) {
  return fillMessage(await loadText(deps.db, name), values)
}

const toWords = async (deps: Pick<Deps, 'db'>, { text, values, rows }: CardMessage): Promise<CardText> => ({
  ...(await textOf(deps, text, values)),
  rows,
})

const nameOf = async (deps: Pick<Deps, 'db'>, userid: string): Promise<string> =>
  (await namesOf(deps.db, [userid]))(userid).name
