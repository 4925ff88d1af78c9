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
/** `edition` is that of the policy before the change, so that each change is notified once. */
type VersionChange = { version: VersionRow; edition: number; by: string }

/** Lists who may approve the version: compliance officers and ops leads who wrote no part of it. */
export async function listVersionApprovers(deps: ReadDeps, { writers, authorId }: VersionRow): Promise<string[]> {
  const authors = new Set([...writers, authorId.toLowerCase()])
  return (await listRoleHolders(deps, ...roleRules.policy_approver)).filter(
    (userid) => !authors.has(userid.toLowerCase()),
  )
}

type ClosingAction = Parameters<typeof closeMailings>[2]['action']

/** Closes the open cards about the version: they show what was done, and by whom. */
export const closeCards = (
  deps: NoticeDeps,
  tx: Tx,
  { version, by }: Omit<VersionChange, 'edition'>,
  action: ClosingAction,
): Promise<void> =>
  closeMailings(deps, tx, { about: version.id, title: titleOfVersion(version.content).title, by, action })

/** Notifies the members who may approve a version. */
export async function notifyApprovers(deps: NoticeDeps, tx: Tx, change: VersionChange): Promise<void> {
  const userids = await listVersionApprovers({ ...deps, db: tx }, change.version)
  await notify(deps, tx, 'policy.review', { ...change, userids })
}

/** Notifies the authors of a version of a decision, except the member who made it. */
export async function notifyAuthors(
  deps: NoticeDeps,
  tx: Tx,
  event: 'policy.approved' | 'policy.returned',
  change: VersionChange,
): Promise<void> {
  const { writers, authorId } = change.version
  const userids = [...new Set([...writers, authorId.toLowerCase()])].filter(
    (userid) => userid !== change.by.toLowerCase() && !userid.startsWith('system:'),
  )
  await notify(deps, tx, event, { ...change, userids })
}

async function notify(
  deps: NoticeDeps,
  tx: Tx,
  event: 'policy.review' | 'policy.approved' | 'policy.returned',
  { version, edition, by, userids }: VersionChange & { userids: readonly string[] },
): Promise<void> {
  const { name } = (await memberNames(tx, [by]))(by)
  const { title } = titleOfVersion(version.content)
  const text = await textOf({ db: tx }, event, { applicant: name, approver: name, title })
  const card = { ...text, path: pagePaths.policyEdit(version.policyId) }
  await sendCardOnce(deps, tx, { key: `${event}:${version.id}:${String(edition)}`, userids, card, about: version.id })
}
