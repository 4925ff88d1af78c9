import type { Id } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { fillMessage } from '@desk/shared/notices/message-templates'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { loadText } from '../../notifications/message-template-queries.ts'
import { listHolders } from '../roster/admin-queries.ts'
import type { LivePolicy } from '../document/policy-queries.ts'
import { planMailing } from '../reminders/plan-mailing.ts'
import { bookNotices } from '../reminders/reminder-batch-queries.ts'

type TellDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>
type Told = { policy: LivePolicy; question: Id<'question'> }

/** The management department hears of every question once. */
export async function notifyOfQuestion(
  deps: TellDeps,
  tx: Tx,
  { policy, question, asker }: Told & { asker: string },
): Promise<void> {
  const userids = await listHolders({ ...deps, db: tx }, 'ops', 'ops_lead')
  const text = fillMessage(await loadText(tx, 'policy.question'), { applicant: asker, title: policy.titleZh })
  const booked = await bookNotices(tx, deps, { event: 'policy.question', object: question, userids })
  const card = { ...text, rows: [], path: pagePaths.policyBoard(policy.id) }
  await planMailing(
    deps,
    tx,
    { roundKey: `question:${question}`, card, policyIds: [], userids: booked, about: question },
    deps.clock.now(),
  )
}

export async function notifyOfAnswer(
  deps: TellDeps,
  tx: Tx,
  { policy, question, userid }: Told & { userid: string },
): Promise<void> {
  const text = fillMessage(await loadText(tx, 'policy.answered'), { title: policy.titleZh })
  // Every answer is news.
  const object = `${question}:${deps.clock.now().toISOString()}`
  const booked = await bookNotices(tx, deps, { event: 'policy.answered', object, userids: [userid] })
  const card = { ...text, rows: [], path: pagePaths.policy(policy.id) }
  await planMailing(deps, tx, { roundKey: `answer:${object}`, card, policyIds: [], userids: booked }, deps.clock.now())
}
