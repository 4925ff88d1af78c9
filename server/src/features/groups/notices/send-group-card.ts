import { pagePaths } from '@desk/shared/pages/page-paths'
import type { JobHandler } from '../../../outbox/run-job.ts'
import { admitNotice } from '../../notifications/admit-notice.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { SOURCE } from '../../notifications/send-notice.ts'
import { closeCards } from './close-cards.ts'
import { lockGroup } from '../model/group-queries.ts'
import type { Letter } from './enqueue-group-notice.ts'

export const noticeHandler = (deps: SendDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const letter = job.payload as Letter
    const { taskId, userid, groupId } = letter
    const notice = await findNotice(deps.db, taskId)
    if (!notice || notice.state !== 'waiting') return async () => {}
    if (!(await admitNotice(deps, checkpoint, notice))) return async () => {}
    const words = await textOf(deps, letter.text, letter.values)
    const url = `${deps.site.publicUrl}${pagePaths.group(groupId)}`
    const card = { ...words, rows: [], taskId, source: SOURCE, url }
    deps.failPoints.hit('notice.calling')
    // With a button where that is possible: its task id makes WeCom refuse a second one, and its code replaces it.
    const sent = await deps.wecom.sendCard(userid, deps.site.hasAppCallback ? { ...card, button: '去看看' } : card)
    deps.failPoints.hit('notice.called')
    return async (tx) => {
      await saveNotice(tx, taskId, { state: sent.delivered ? 'sent' : 'undelivered' })
      if (notice.asks === null || sent.responseCode === null) return
      await saveNotice(tx, taskId, { responseCode: sent.responseCode })
      // It may have been done while the card was on its way.
      const group = await lockGroup(tx, groupId)
      if (group) await closeCards(deps, tx, group)
    }
  },
  async onGiveUp(tx, job) {
    await saveNotice(tx, (job.payload as Letter).taskId, { state: 'undelivered' })
  },
  async requeue(tx, job) {
    await saveNotice(tx, (job.payload as Letter).taskId, { state: 'waiting' })
  },
  confirmByHand: async (job) => (tx) => saveNotice(tx, (job.payload as Letter).taskId, { state: 'dropped' }),
})
