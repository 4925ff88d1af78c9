import type { DutySource } from '../features/duties/get-duties.ts'
import { openingDuties } from '../features/accounts/board/opening-duties.ts'
import { closingDuties } from '../features/accounts/close/closing-duties.ts'
import { consoleDuties } from '../features/accounts/console/console-duties.ts'
import { departureDuties } from '../features/accounts/departures/departure-duties.ts'
import { firstDayDuties } from '../features/accounts/first-day/first-day-duties.ts'
import { partnerDuties } from '../features/accounts/partners/partner-duties.ts'
import { confirmationDuties } from '../features/confirmations/confirmation-duties.ts'
import { custodyDuties } from '../features/custody/custody-duties.ts'
import { feedbackDuties } from '../features/feedback/feedback-duties.ts'
import { groupDuties } from '../features/groups/group-duties.ts'
import { incidentDuties } from '../features/incidents/incident-duties.ts'
import { opsDuties } from '../features/outbox-admin/ops-duties.ts'
import { policyDuties } from '../features/policies/policy-duties.ts'
import { requestDuties } from '../features/requests/request-duties.ts'
import type { AppDeps } from './app-deps.ts'

/** Each function returns what some clauses of the policy document require of a member. */
const dutyLoaders: readonly ((deps: AppDeps, ...actor: Parameters<DutySource>) => ReturnType<DutySource>)[] = [
  policyDuties,
  confirmationDuties,
  custodyDuties,
  firstDayDuties,
  incidentDuties,
  feedbackDuties,
  partnerDuties,
  openingDuties,
  closingDuties,
  departureDuties,
  consoleDuties,
  requestDuties,
  groupDuties,
  opsDuties,
]

export const dutySources = (deps: AppDeps): readonly DutySource[] =>
  dutyLoaders.map((loadDuties) => (actor) => loadDuties(deps, actor))
