import type { GroupId } from '@desk/shared/kernel/ids'
import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { MessageTextName } from '@desk/shared/notices/message-texts'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import { admitNotice } from '../../requests/admit-notice.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { findNotice, insertNotice, saveNotice } from '../../requests/notice-queries.ts'
import { textOf } from '../../requests/notice-words.ts'
import { SOURCE } from '../../requests/send-notice.ts'

export const TELL_TOPIC = 'groups.tell'

export type Told = {
  event: Extract<NoticeEvent, `group.${string}`>
  text: Extract<MessageTextName, `group.${string}`>
  groupId: GroupId
  userid: string
  values: Readonly<Record<string, string>>
  /** Tells one occasion from the next; the same is told once. */
  again?: string
}

type Letter = Omit<Told, 'event' | 'again'> & { taskId: string }

/** Owes one message about a group to one person. False: he was told this before. */
export async function tellOfGroup(deps: EngineDeps, tx: Tx, told: Told): Promise<boolean> {
  const { event, again, ...rest } = told
  const taskId = deps.ids.next('card')
  const objectId = again === undefined ? told.groupId : `${told.groupId}:${again}`
  const now = deps.clock.now()
  const { title: line } = await textOf({ ...deps, db: tx }, told.text, told.values)
  const dedupeKey = noticeKey(event, objectId, told.userid)
  const notice = { taskId, event, objectId, userid: told.userid, dedupeKey, plannedAt: now, line }
  const isQuiet = deps.afterRestore?.isQuiet() ?? false
  if (!(await insertNotice(tx, { ...notice, state: isQuiet ? 'dropped' : 'waiting' })) || isQuiet) return false
  const letter: Letter = { ...rest, taskId }
  const key = `${TELL_TOPIC}:${taskId}`
  await enqueue(tx, [{ topic: TELL_TOPIC, payload: letter, dedupeKey: key, groupKey: key, runAt: now }])
  return true
}

export const tellHandler = (deps: EngineDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const letter = job.payload as Letter
    const { taskId, userid } = letter
    const notice = await findNotice(deps.db, taskId)
    if (!notice || notice.state !== 'waiting') return async () => {}
    if (!(await admitNotice(deps, checkpoint, notice))) return async () => {}
    const words = await textOf(deps, letter.text, letter.values)
    const card = {
      ...words,
      rows: [],
      taskId,
      source: SOURCE,
      url: `${deps.site.publicUrl}${pagePaths.group(letter.groupId)}`,
    }
    deps.failPoints.hit('notice.calling')
    // With a button where that is possible: its task id makes WeCom refuse a second one.
    const sent = await deps.wecom.sendCard(userid, deps.site.hasAppCallback ? { ...card, button: '去看看' } : card)
    deps.failPoints.hit('notice.called')
    return (tx) => saveNotice(tx, taskId, { state: sent.delivered ? 'sent' : 'undelivered' })
  },
  async onGiveUp(tx, job) {
    await saveNotice(tx, (job.payload as Letter).taskId, { state: 'undelivered' })
  },
  async revive(tx, job) {
    await saveNotice(tx, (job.payload as Letter).taskId, { state: 'waiting' })
  },
  confirmByHand: async (job) => (tx) => saveNotice(tx, (job.payload as Letter).taskId, { state: 'dropped' }),
})
