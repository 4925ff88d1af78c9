import type { Id } from '@desk/shared/kernel/ids'
import { roleRules } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'

type NoticeDeps = MailingDeps & Pick<Deps, 'site'>
type Subject = { policy: ActivePolicy; question: Id<'question'> }

/** Notifies the members who may answer a question, once. */
export async function notifyOfQuestion(
  deps: NoticeDeps,
  tx: Tx,
  { policy, question, authorName }: Subject & { authorName: string },
): Promise<void> {
  const userids = await listRoleHolders({ ...deps, db: tx }, ...roleRules.compliance)
  const text = await textOf({ db: tx }, 'policy.question', { applicant: authorName, title: policy.titleZh })
  const card = { ...text, path: pagePaths.policyBoard(policy.id) }
  await sendCardOnce(deps, tx, { key: `question:${question}`, userids, card, about: question })
}

/**
 * Notifies the author of a question of its answer. The time is part of the key, so that each answer is a separate
 * notice.
 */
export async function notifyOfAnswer(
  deps: NoticeDeps,
  tx: Tx,
  { policy, question, userid }: Subject & { userid: string },
): Promise<void> {
  const text = await textOf({ db: tx }, 'policy.answered', { title: policy.titleZh })
  const card = { ...text, path: pagePaths.policy(policy.id) }
  await sendCardOnce(deps, tx, { key: `answer:${question}:${deps.clock.now().toISOString()}`, userids: [userid], card })
}
