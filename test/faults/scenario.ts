import type { FailPointName } from '@desk/server/ports/fail-points'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import type { ScenarioContext } from './scenario-context.ts'

/** The effects that a scenario must have: exactly these. */
export type ExpectedOutcome = {
  id: string
  state: RequestState
  /** Values that the product wrote to WeCom for the applicant, in order. */
  writes: string[]
  notices: Partial<Record<NoticeEvent, number>>
  events: Partial<Record<RequestEventType, number>>
}

export type Scenario = {
  name: string
  /** Fail points that this scenario reaches in addition to those that every scenario reaches. */
  points: readonly FailPointName[]
  /** Endpoints that must not fail, because the expected outcome would differ. */
  faultFreeEndpoints?: readonly string[]
  run(context: ScenarioContext): Promise<ExpectedOutcome>
}

/** The outcome of a request that is sent to two admins, approved by one of them and written. */
export const approvedOutcome = {
  state: 'done',
  events: { submitted: 1, decided: 1 },
  notices: { 'request.asked': 2, 'request.applied': 1 },
} as const
