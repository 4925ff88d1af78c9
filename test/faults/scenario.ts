import type { FailPointName } from '@desk/server/ports/fail-points'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import type { ScenarioSetup } from './scenario-setup.ts'

/** What must have happened, once and nothing else. */
export type Story = {
  id: string
  state: RequestState
  /** Values that our own calls wrote for the applicant, in order. */
  writes: string[]
  notices: Partial<Record<NoticeEvent, number>>
  events: Partial<Record<RequestEventType, number>>
}

export type Journey = {
  name: string
  /** Points that this journey passes beside those of every one. */
  points: readonly FailPointName[]
  /** Calls whose failure would be another story. */
  spares?: readonly string[]
  run(scene: ScenarioSetup): Promise<Story>
}

/** Asked of two admins, agreed to by one, written, told. */
export const done = {
  state: 'done',
  events: { submitted: 1, decided: 1 },
  notices: { 'request.asked': 2, 'request.applied': 1 },
} as const
