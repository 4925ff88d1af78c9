import { roleRules } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { closeMailings } from '../../notifications/close-mailings.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import type { VersionRow } from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'

type NoticeDeps = MailingDeps & Pick<Deps, 'site'>
/** `edition` is that of the policy before this step, so that each step is notified once. */
type Step = { version: VersionRow; edition: number; by: string }

/** Lists who may approve the version: compliance officers and ops leads who wrote no part of it. */
export async function listReviewers(deps: ReadDeps, { writers, authorId }: VersionRow): Promise<string[]> {
  const authors = new Set([...writers, authorId.toLowerCase()])
  return (await listRoleHolders(deps, ...roleRules.policy_approver)).filter(
    (userid) => !authors.has(userid.toLowerCase()),
  )
}

type ClosingAction = Parameters<typeof closeMailings>[2]['action']

/** Closes the cards of the previous step: they show that it was done, and by whom. */
export const closeCards = (
  deps: NoticeDeps,
  tx: Tx,
  { version, by }: Omit<Step, 'edition'>,
  action: ClosingAction,
): Promise<void> =>
  closeMailings(deps, tx, { about: version.id, title: titleOfVersion(version.content).title, by, action })

/** Notifies the members who may approve a version. */
export async function notifyReviewers(deps: NoticeDeps, tx: Tx, step: Step): Promise<void> {
  const userids = await listReviewers({ ...deps, db: tx }, step.version)
  await notify(deps, tx, 'policy.review', { ...step, userids })
}

/** Notifies the authors of a version of a decision, except the member who made it. */
export async function notifyAuthors(
  deps: NoticeDeps,
  tx: Tx,
  event: 'policy.approved' | 'policy.returned',
  step: Step,
): Promise<void> {
  const { writers, authorId } = step.version
  const userids = [...new Set([...writers, authorId.toLowerCase()])].filter(
    (userid) => userid !== step.by.toLowerCase() && !userid.startsWith('system:'),
  )
  await notify(deps, tx, event, { ...step, userids })
}

async function notify(
  deps: NoticeDeps,
  tx: Tx,
  event: 'policy.review' | 'policy.approved' | 'policy.returned',
  { version, edition, by, userids }: Step & { userids: readonly string[] },
): Promise<void> {
  const { name } = (await memberNames(tx, [by]))(by)
  const { title } = titleOfVersion(version.content)
  const text = await textOf({ db: tx }, event, { applicant: name, approver: name, title })
  const card = { ...text, path: pagePaths.policyEdit(version.policyId) }
  await sendCardOnce(deps, tx, { key: `${event}:${version.id}:${String(edition)}`, userids, card, about: version.id })
}
