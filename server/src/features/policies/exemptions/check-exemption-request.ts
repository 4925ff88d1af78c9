import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { ExemptionRequestPayload } from '@desk/shared/policies/exemptions/exemption-request'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import type { Person } from '../../requests/approvers/people-queries.ts'
import { listUnfinishedRequests } from '../../requests/model/request-queries.ts'
import { ExemptionPendingError, NothingToSignError } from '../document/policy-errors.ts'
import { requireActivePolicy } from '../document/policy-queries.ts'
import { findOnRoster, type RosterDeps } from '../roster/roster-queries.ts'

/**
 * Checks a request to be exempt before it is made.
 *
 * @throws PolicyNotFoundError, NothingToSignError, InvalidInputError for a past day or another title, and
 * ExemptionPendingError when the applicant asked already
 */
export async function checkExemptionRequest(
  deps: RosterDeps,
  applicant: Person,
  { policyId, title, until }: ExemptionRequestPayload,
  today: CalendarDay,
): Promise<void> {
  if (until < today) throw new InvalidInputError('In the past', [{ path: 'payload.until', code: 'day.past' }])
  const policy = await requireActivePolicy(deps.db, policyId)
  // Approvers read this title, so it must be the policy's own.
  if (policy.titleZh !== title)
    throw new InvalidInputError('Another title', [{ path: 'payload.title', code: 'policy.title_differs' }])
  const row = await findOnRoster(deps, policy, applicant.userid)
  if (!row || row.state === 'signed' || row.state === 'exempt' || row.state === 'excluded')
    throw new NothingToSignError()
  const pending = await findPendingExemption(deps, applicant.userid, policyId)
  if (pending) throw new ExemptionPendingError(pending.id)
}

/** Finds the open request of a person to be exempt from this policy; null if there is none. */
export async function findPendingExemption({ db }: Pick<RosterDeps, 'db'>, userid: string, policyId: string) {
  const open = await listUnfinishedRequests(db, userid, 'policy_exemption')
  return open.find(({ payload }) => (payload as { policyId?: unknown }).policyId === policyId) ?? null
}
