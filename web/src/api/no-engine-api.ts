import type { EngineApi } from './requests-api.ts'

/** Every call answers the same: for renderings and tests, which ask for nothing. */
export const noEngineApi = (refuse: () => Promise<never>): EngineApi => ({
  requests: refuse,
  approvals: refuse,
  request: refuse,
  decide: refuse,
  sendBack: refuse,
  resubmission: refuse,
  resubmit: refuse,
  withdraw: refuse,
  undo: refuse,
  urge: refuse,
  transfer: refuse,
  transferTargets: refuse,
  claim: refuse,
  decideBatch: refuse,
  delegations: refuse,
  delegate: refuse,
  endDelegation: refuse,
})
