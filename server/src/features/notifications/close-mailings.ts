import type { Tx } from '../../db/database.ts'
import { memberNames } from '../../directory/member-names.ts'
import type { Deps } from '../../kernel/deps.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../outbox/run-job.ts'
import { findMailing, listOpenMailings, saveMailing, settleNotices } from './mailing-queries.ts'
import type { SendDeps } from './notice-deps.ts'
import { OPEN, textOf } from './notice-text.ts'
import { overwriteCard } from './overwrite-card.ts'
import { MAILING_TOPIC, noticeOfKey } from './plan-mailing.ts'

export const CLOSED_MAILING_TOPIC = 'policy.mail_over'

/** Description of the action that closed the task of a card, appended to a member's name. Cards are in Chinese. */
const closingActions = {
  submitted: '已重新提交审核',
  edited: '又作了修改，需重新提交审核',
  approved: '已通过审核',
  returned: '已退回修改',
  published: '已发布',
  discarded: '放弃了草稿',
  retired: '已批准停用',
  kept: '决定不停用',
  answered: '已回复',
  closed: '已关闭疑问',
} as const

type ClosedTask = { about: string; title: string; by: string; action: keyof typeof closingActions }

/**
 * Closes the open cards about a version, a policy to retire or a question: sent cards show who acted, others are
 * dropped.
 */
export async function closeMailings(
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  { about, title, by, action }: ClosedTask,
): Promise<void> {
  const open = await listOpenMailings(tx, about)
  if (open.length === 0) return
  const what = `${(await memberNames(tx, [by]))(by).name}${closingActions[action]}`
  for (const { id, frozenAt, batchKey, userids } of open) {
    if (frozenAt !== null) continue
    await saveMailing(tx, id, { about: null, userids: [] })
    await settleNotices(tx, noticeOfKey(batchKey), userids, { state: 'dropped' })
  }
  await enqueue(
    tx,
    open.map(({ id }) => ({
      topic: CLOSED_MAILING_TOPIC,
      payload: { id, values: { what, title } },
      dedupeKey: `${CLOSED_MAILING_TOPIC}:${id}`,
      // In the group of the sending job, to run after it.
      groupKey: `${MAILING_TOPIC}:${id}`,
      runAt: clock.now(),
    })),
  )
}

/** Overwrites a card that was sent to several people. */
export const closedMailingHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const { id, values } = job.payload as { id: string; values: Record<string, string> }
    const mailing = await findMailing(deps.db, id)
    if (!mailing) return noWrites
    const content = { ...(await textOf(deps, 'policy.over', values)), path: mailing.card.path, button: OPEN }
    const isUsed = await overwriteCard(deps, { ...mailing, taskId: id }, content)
    return (tx) => saveMailing(tx, id, { about: null, ...(isUsed ? { responseCode: null } : {}) })
  },
})
