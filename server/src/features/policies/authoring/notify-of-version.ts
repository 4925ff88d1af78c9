import { fillMessage } from '@desk/shared/notices/message-templates'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { loadText } from '../../notifications/message-template-queries.ts'
import { listHolders } from '../roster/admin-queries.ts'
import { closeMailings } from '../reminders/close-mailings.ts'
import { planMailing } from '../reminders/plan-mailing.ts'
import type { VersionRow } from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import { bookNotices } from '../reminders/reminder-batch-queries.ts'

type TellDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>
/** `edition`: of the policy before this step, so that each step is news once. */
type Step = { version: VersionRow; edition: number; by: string }

/** Whoever may approve the version: ops leads who wrote none of it. */
export async function reviewersOf(deps: ReadDeps, { writers, authorId }: VersionRow): Promise<string[]> {
  const wrote = new Set([...writers, authorId.toLowerCase()])
  return (await listHolders(deps, 'ops_lead')).filter((userid) => !wrote.has(userid.toLowerCase()))
}

type Deed = Parameters<typeof closeMailings>[2]['deed']

/** Whoever was asked to do the step before reads that it was done, and by whom. */
export const closeCards = (deps: TellDeps, tx: Tx, { version, by }: Omit<Step, 'edition'>, deed: Deed): Promise<void> =>
  closeMailings(deps, tx, { about: version.id, title: titleOfVersion(version.content).title, by, deed })

/** Whoever may approve a version hears that it waits for them. */
export async function notifyReviewers(deps: TellDeps, tx: Tx, step: Step): Promise<void> {
  const userids = await reviewersOf({ ...deps, db: tx }, step.version)
  await tell(deps, tx, 'policy.review', { ...step, userids })
}

/** Everybody who wrote of a version hears what became of it, but for whoever decided that. */
export async function notifyAuthors(
  deps: TellDeps,
  tx: Tx,
  event: 'policy.approved' | 'policy.returned',
  step: Step,
): Promise<void> {
  const { writers, authorId } = step.version
  const userids = [...new Set([...writers, authorId.toLowerCase()])].filter(
    (userid) => userid !== step.by.toLowerCase() && !userid.startsWith('system:'),
  )
  await tell(deps, tx, event, { ...step, userids })
}

async function tell(
  deps: TellDeps,
  tx: Tx,
  event: 'policy.review' | 'policy.approved' | 'policy.returned',
  { version, edition, by, userids }: Step & { userids: readonly string[] },
): Promise<void> {
  const { name } = (await memberNames(tx, [by]))(by)
  const { title } = titleOfVersion(version.content)
  const text = fillMessage(await loadText(tx, event), { applicant: name, approver: name, title })
  const object = `${version.id}:${String(edition)}`
  const booked = await bookNotices(tx, deps, { event, object, userids })
  const card = { ...text, rows: [], path: pagePaths.policyEdit(version.policyId) }
  const roundKey = `${event}:${object}`
  await planMailing(deps, tx, { roundKey, card, policyIds: [], userids: booked, about: version.id }, deps.clock.now())
}
