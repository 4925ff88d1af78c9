import type { DutySource } from '../features/duties/get-duties.ts'
import { confirmationDuties } from '../features/confirmations/confirmation-duties.ts'
import { groupDuties } from '../features/groups/group-duties.ts'
import { opsDuties } from '../features/outbox-admin/ops-duties.ts'
import { policyDuties } from '../features/policies/policy-duties.ts'
import { requestDuties } from '../features/requests/request-duties.ts'
import type { AppDeps } from './app-deps.ts'

/** Every feature that serves a clause hands in its rows here. */
export const dutySources = (deps: AppDeps): readonly DutySource[] => [
  (actor) => policyDuties(deps, actor),
  (actor) => confirmationDuties(deps, actor),
  (actor) => requestDuties(deps, actor),
  (actor) => groupDuties(deps, actor),
  (actor) => opsDuties(deps, actor),
]
