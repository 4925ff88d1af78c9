import { roleRules } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { closeMailings } from '../../notifications/close-mailings.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import type { VersionRow } from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'

type NoticeDeps = MailingDeps & Pick<Deps, 'site'>
type VersionChange = { version: VersionRow; by: string }

/** Lists who may confirm the retirement that this member asked for. */
export async function listRetirementApprovers(deps: ReadDeps, askedBy: string): Promise<string[]> {
  return (await listRoleHolders(deps, ...roleRules.policy_approver)).filter((userid) => !sameUserid(userid, askedBy))
}

/** Notifies the approvers that a retirement is requested or, with `askedBy`, the person who requested it of the decision. */
export async function notifyOfRetirement(
  deps: NoticeDeps,
  tx: Tx,
  event: 'policy.retire_review' | 'policy.retired' | 'policy.kept',
  {
    version,
    edition,
    by,
    askedBy,
    reason = '',
  }: VersionChange & { edition: number; askedBy?: string; reason?: string },
): Promise<void> {
  const receivers = askedBy === undefined ? await listRetirementApprovers({ ...deps, db: tx }, by) : [askedBy]
  const userids = receivers.filter((userid) => !sameUserid(userid, by))
  const { name } = (await memberNames(tx, [by]))(by)
  const { title } = titleOfVersion(version.content)
  const text = await textOf({ db: tx }, event, { applicant: name, approver: name, title, reason })
  const card = { ...text, path: pagePaths.policyEdit(version.policyId) }
  const about = event === 'policy.retire_review' ? { about: version.policyId } : {}
  await sendCardOnce(deps, tx, { key: `${event}:${version.policyId}:${String(edition)}`, userids, card, ...about })
}

/** Closes the cards that ask to confirm the retirement. */
export const closeRetirementCards = (
  deps: NoticeDeps,
  tx: Tx,
  { version, by }: VersionChange,
  action: 'retired' | 'kept',
): Promise<void> =>
  closeMailings(deps, tx, { about: version.policyId, title: titleOfVersion(version.content).title, by, action })
