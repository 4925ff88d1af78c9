import type { GroupId } from '@desk/shared/kernel/ids'
import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { MessageTextName } from '@desk/shared/notices/message-templates'
import type { Tx } from '../../../db/database.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { insertNotice } from '../../notifications/notice-queries.ts'
import { textOf } from '../../notifications/notice-text.ts'

export const NOTICE_TOPIC = 'groups.tell'

type GroupText = Extract<MessageTextName, `group.${string}`>

export type Told = {
  event: Extract<NoticeEvent, `group.${string}`>
  text: GroupText
  groupId: GroupId
  userid: string
  values: Readonly<Record<string, string>>
  /** Tells one occasion from the next; the same is told once. */
  again?: string
}

export type Letter = Omit<Told, 'event' | 'again'> & { taskId: string }

/** Whoever reads these has something to do, until somebody has done it. */
const asking: readonly GroupText[] = [
  'group.charter',
  'group.charter_deputy',
  'group.charter_late',
  'group.deputy_gone',
  'group.review',
  'group.review_late',
  'group.review_ownerless',
  'group.expiring',
  'group.vacant',
  'group.ownerless',
  'group.declared',
  'group.wish',
  'group.reported',
  'group.checklist',
]

/** A card is replaced after it was sent, never before. */
export const cardGroupKey = (taskId: string): string => `${NOTICE_TOPIC}:${taskId}`

/** Owes one message about a group to one person. False: they were told this before. */
export async function enqueueGroupNotice(deps: NoticeDeps, tx: Tx, told: Told): Promise<boolean> {
  const { event, again, ...rest } = told
  const taskId = deps.ids.next('card')
  const objectId = again === undefined ? told.groupId : `${told.groupId}:${again}`
  const now = deps.clock.now()
  const { title: line } = await textOf({ ...deps, db: tx }, told.text, told.values)
  const dedupeKey = noticeKey(event, objectId, told.userid)
  const asks = asking.includes(told.text) ? told.text : null
  const about = { groupId: told.groupId, asks }
  const notice = { taskId, event, objectId, userid: told.userid, dedupeKey, plannedAt: now, line, ...about }
  const isQuiet = deps.afterRestore?.isQuiet() ?? false
  if (!(await insertNotice(tx, { ...notice, state: isQuiet ? 'dropped' : 'waiting' })) || isQuiet) return false
  const letter: Letter = { ...rest, taskId }
  const key = cardGroupKey(taskId)
  await enqueue(tx, [{ topic: NOTICE_TOPIC, payload: letter, dedupeKey: key, groupKey: key, runAt: now }])
  return true
}
