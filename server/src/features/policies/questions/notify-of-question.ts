import type { Id } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { fillMessage } from '@desk/shared/notices/message-templates'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { loadText } from '../../notifications/message-template-queries.ts'
import { listRoleHolders } from '../roster/admin-queries.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { planMailing } from '../reminders/plan-mailing.ts'
import { bookNotices } from '../reminders/reminder-batch-queries.ts'

type NoticeDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>
type Subject = { policy: ActivePolicy; question: Id<'question'> }

/** Notifies the management department of a question, once. */
export async function notifyOfQuestion(
  deps: NoticeDeps,
  tx: Tx,
  { policy, question, authorName }: Subject & { authorName: string },
): Promise<void> {
  const userids = await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead')
  const text = fillMessage(await loadText(tx, 'policy.question'), { applicant: authorName, title: policy.titleZh })
  const booked = await bookNotices(tx, deps, { event: 'policy.question', object: question, userids })
  const card = { ...text, rows: [], path: pagePaths.policyBoard(policy.id) }
  await planMailing(
    deps,
    tx,
    { batchKey: `question:${question}`, card, policyIds: [], userids: booked, about: question },
    deps.clock.now(),
  )
}

export async function notifyOfAnswer(
  deps: NoticeDeps,
  tx: Tx,
  { policy, question, userid }: Subject & { userid: string },
): Promise<void> {
  const text = fillMessage(await loadText(tx, 'policy.answered'), { title: policy.titleZh })
  // The time makes each answer a notice of its own.
  const object = `${question}:${deps.clock.now().toISOString()}`
  const booked = await bookNotices(tx, deps, { event: 'policy.answered', object, userids: [userid] })
  const card = { ...text, rows: [], path: pagePaths.policy(policy.id) }
  await planMailing(deps, tx, { batchKey: `answer:${object}`, card, policyIds: [], userids: booked }, deps.clock.now())
}
