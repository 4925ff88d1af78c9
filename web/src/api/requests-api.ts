import type { ApiClient } from '@desk/server/client'
import type { BatchBody } from '@desk/shared/requests/approval-schemas'
import type { ReturnBody, TransferBody } from '@desk/shared/requests/command-bodies'
import type { DelegationBody } from '@desk/shared/delegations/delegation-schemas'
import type { DecisionBody } from '@desk/shared/requests/request-schemas'
import type { RequestDraft, RequestType } from '@desk/shared/requests/types/index'
import { idempotencyHeader, type IdempotentSubmit, onceFor, type PageCursor, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

export type RequestFilter = { list?: 'running' | 'returned' | 'ended'; kind?: RequestType }
export type ApprovalFilter = {
  list: 'waiting' | 'by_hand' | 'handled'
  kind?: RequestType
  /** Search text. */
  q?: string
  /** Requested items, separated by commas. */
  items?: string
  overdue?: 'yes'
}

/** Creates the API client of the pages about requests, approvals and delegations. */
export function createRequestsApi({ requests, approvals, delegations }: ApiClient['api']) {
  const request = requests[':id']
  return {
    listOwn: (query: RequestFilter & PageCursor, signal?: AbortSignal) =>
      unwrap(requests.$get({ query }, requestInit(signal))),
    listApprovals: (query: ApprovalFilter & PageCursor, signal?: AbortSignal) =>
      unwrap(approvals.$get({ query }, requestInit(signal))),
    request: (id: string, signal?: AbortSignal) => unwrap(request.$get({ param: { id } }, requestInit(signal))),
    decide: (id: string, json: DecisionBody, attempt: IdempotentSubmit) =>
      unwrap(
        request.decision.$post({ param: { id }, json, ...idempotencyHeader(attempt) }, requestInit(attempt.signal)),
      ),
    sendBack: (id: string, json: ReturnBody, attempt: IdempotentSubmit) =>
      unwrap(request.return.$post({ param: { id }, json, ...idempotencyHeader(attempt) }, requestInit(attempt.signal))),
    resubmission: (id: string, signal?: AbortSignal) =>
      unwrap(request.resubmission.$get({ param: { id } }, requestInit(signal))),
    resubmit: (id: string, json: { version: number; draft: RequestDraft }, attempt: IdempotentSubmit) =>
      unwrap(
        request.resubmission.$post({ param: { id }, json, ...idempotencyHeader(attempt) }, requestInit(attempt.signal)),
      ),
    withdraw: (id: string, version: number) =>
      unwrap(request.withdrawal.$post({ param: { id }, ...onceFor(id, 'withdraw', version), json: { version } })),
    undo: (id: string, version: number) =>
      unwrap(request.undo.$post({ param: { id }, ...onceFor(id, 'undo', version), json: { version } })),
    remind: (id: string) => unwrap(request.urge.$post({ param: { id }, header: {}, json: {} })),
    transfer: (id: string, json: TransferBody, attempt: IdempotentSubmit) =>
      unwrap(
        request.transfer.$post({ param: { id }, json, ...idempotencyHeader(attempt) }, requestInit(attempt.signal)),
      ),
    transferTargets: (id: string, signal?: AbortSignal) =>
      unwrap(request['transfer-targets'].$get({ param: { id } }, requestInit(signal))),
    /** Shows the other approvers whether the request is open here; `keepalive` sends it even while the page closes. */
    claim: (id: string, isOpen: boolean) =>
      unwrap(request.claim.$post({ param: { id }, json: { isOpen } }, { init: { keepalive: true } })),
    decideBatch: (json: BatchBody, attempt: IdempotentSubmit) =>
      unwrap(approvals.batch.$post({ json, ...idempotencyHeader(attempt) }, requestInit(attempt.signal))),
    delegations: (signal?: AbortSignal) => unwrap(delegations.$get({}, requestInit(signal))),
    delegate: (json: DelegationBody) => unwrap(delegations.$post({ json })),
    endDelegation: (id: string) => unwrap(delegations[':id'].revoke.$post({ param: { id }, json: {} })),
  }
}
