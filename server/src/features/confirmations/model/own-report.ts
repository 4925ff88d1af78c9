import type { ConfirmationCounts } from '@desk/shared/confirmations/confirmation-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { WHOLE_COMPANY } from '../../policies/roster/count-queries.ts'
import { pathOfDepartment } from '../../policies/roster/department-path-queries.ts'
import type { CampaignRow } from './campaign-queries.ts'
import { findInCampaign, type PersonRow } from './person-queries.ts'

/**
 * Returns a person as this reader sees them. People who were reported as having left do not see the report about themselves,
 * which HR checks first: they see that they have not answered.
 */
export const asSeenBy = (actor: Pick<MemberActor, 'userid'>, person: PersonRow): PersonRow =>
  person.state === 'left' && sameUserid(actor.userid, person.userid)
    ? { ...person, state: 'pending', answer: null, method: null, by: null, answeredMs: null }
    : person

/** Returns whether a department is one of those in which the reader is counted as having left. */
type IsCountedAsLeft = (departmentId: number) => boolean

/** Finds where the reader is counted as having left: in their department and those above, or nowhere. */
export async function findOwnReport(
  deps: ReadDeps,
  campaign: CampaignRow,
  actor: MemberActor,
): Promise<IsCountedAsLeft> {
  const person = await findInCampaign(deps, campaign, actor.userid)
  if (person?.state !== 'left') return () => false
  const path = await pathOfDepartment(deps.db, person.departmentId)
  return (departmentId) => departmentId === WHOLE_COMPANY || path.includes(departmentId)
}

/** Counts the reader as somebody who has not answered, where they are counted as having left. */
export const countsAsSeen = (counts: ConfirmationCounts, isCountedAsLeft: boolean): ConfirmationCounts =>
  isCountedAsLeft && counts.left > 0 ? { ...counts, pending: counts.pending + 1, left: counts.left - 1 } : counts

/** Returns the counts of a part of the company as this reader sees them. */
export const countsFor = async (
  deps: ReadDeps,
  campaign: CampaignRow,
  actor: MemberActor,
  { counts, departmentId }: { counts: ConfirmationCounts; departmentId: number },
): Promise<ConfirmationCounts> =>
  counts.left === 0 ? counts : countsAsSeen(counts, (await findOwnReport(deps, campaign, actor))(departmentId))
