import type { GroupId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { Tx } from '../../../db/database.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { enqueueNotice } from '../../notifications/notices.ts'

export const NOTICE_TOPIC = 'groups.tell'

type GroupText = Extract<MessageTextName, `group.${string}`>

export type GroupNotice = {
  event: Extract<NoticeEvent, `group.${string}`>
  text: GroupText
  groupId: GroupId
  userid: string
  values: Readonly<Record<string, string>>
  /** Distinguishes occasions: a person is notified once of each. */
  again?: string
}

export type GroupMessage = Omit<GroupNotice, 'event' | 'again'>

/** Texts that request something: their cards stay open until it is done. */
const actionTexts: readonly GroupText[] = [
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

/** Enqueues one message about a group to one person, unless they were notified of this before. Returns whether it did. */
export async function enqueueGroupNotice(deps: NoticeDeps, tx: Tx, notice: GroupNotice): Promise<boolean> {
  const { event, again, ...payload } = notice
  const { groupId, userid, text, values } = payload
  const { title: line } = await textOf({ db: tx }, text, values)
  const asks = actionTexts.includes(text) ? text : null
  const objectId = again === undefined ? groupId : `${groupId}:${again}`
  const about = { line, groupId, asks }
  return (await enqueueNotice(deps, tx, { event, objectId, userid, topic: NOTICE_TOPIC, payload, about })) !== null
}
