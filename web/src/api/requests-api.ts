import type { ApiClient } from '@desk/server/client'
import type { ResubmissionView } from '@desk/shared/pages/page-schemas'
import type { ApprovalsPage, BatchAnswer, BatchBody, TransferTargets } from '@desk/shared/requests/approval-schemas'
import type { ClaimAnswer, ReturnBody, TransferBody } from '@desk/shared/requests/command-bodies'
import type { DelegationBody, DelegationList } from '@desk/shared/requests/delegation-schemas'
import type { RequestDraft, RequestType } from '@desk/shared/requests/types/index'
import type { DecisionBody, RequestPage, RequestView } from '@desk/shared/requests/request-schemas'
import { unwrap } from './unwrap.ts'

export type PageCursor = { after?: string }
export type RequestFilter = { list?: 'running' | 'ended'; kind?: RequestType }
export type ApprovalFilter = { list: 'waiting' | 'by_hand' | 'handled'; kind?: RequestType }

/** One press of a button: the same key again is answered, and not done twice. */
export type IdempotentSubmit = { key: string; signal: AbortSignal }

/** What the pages about requests, approvals and delegations ask of the server. */
export type EngineApi = {
  requests(query: RequestFilter & PageCursor, signal?: AbortSignal): Promise<RequestPage>
  approvals(query: ApprovalFilter & PageCursor, signal?: AbortSignal): Promise<ApprovalsPage>
  request(id: string, signal?: AbortSignal): Promise<RequestView>
  decide(id: string, body: DecisionBody, press: IdempotentSubmit): Promise<RequestView>
  sendBack(id: string, body: ReturnBody, press: IdempotentSubmit): Promise<RequestView>
  resubmission(id: string, signal?: AbortSignal): Promise<ResubmissionView>
  resubmit(id: string, body: { version: number; draft: RequestDraft }, press: IdempotentSubmit): Promise<RequestView>
  withdraw(id: string, version: number): Promise<RequestView>
  undo(id: string, version: number): Promise<RequestView>
  urge(id: string): Promise<RequestView>
  transfer(id: string, body: TransferBody, press: IdempotentSubmit): Promise<RequestView>
  transferTargets(id: string, signal?: AbortSignal): Promise<TransferTargets>
  /** Tells the others whether this page has it open; goes out even when the page is closing. */
  claim(id: string, isOpen: boolean): Promise<ClaimAnswer>
  decideBatch(body: BatchBody, signal?: AbortSignal): Promise<BatchAnswer>
  delegations(signal?: AbortSignal): Promise<DelegationList>
  delegate(body: DelegationBody): Promise<DelegationList>
  endDelegation(id: string): Promise<DelegationList>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})
const keyed = ({ key }: IdempotentSubmit) => ({ header: { 'idempotency-key': key } })

export function createEngineApi({ requests, approvals, delegations }: ApiClient['api']): EngineApi {
  const one = requests[':id']
  return {
    requests: (query, signal) => unwrap(requests.$get({ query }, requestInit(signal))),
    approvals: (query, signal) => unwrap(approvals.$get({ query }, requestInit(signal))),
    request: (id, signal) => unwrap(one.$get({ param: { id } }, requestInit(signal))),
    decide: (id, json, press) =>
      unwrap(one.decision.$post({ param: { id }, json, ...keyed(press) }, requestInit(press.signal))),
    sendBack: (id, json, press) =>
      unwrap(one.return.$post({ param: { id }, json, ...keyed(press) }, requestInit(press.signal))),
    resubmission: (id, signal) => unwrap(one.resubmission.$get({ param: { id } }, requestInit(signal))),
    resubmit: (id, json, press) =>
      unwrap(one.resubmission.$post({ param: { id }, json, ...keyed(press) }, requestInit(press.signal))),
    withdraw: (id, version) => unwrap(one.withdrawal.$post({ param: { id }, header: {}, json: { version } })),
    undo: (id, version) => unwrap(one.undo.$post({ param: { id }, header: {}, json: { version } })),
    urge: (id) => unwrap(one.urge.$post({ param: { id }, header: {}, json: {} })),
    transfer: (id, json, press) =>
      unwrap(one.transfer.$post({ param: { id }, json, ...keyed(press) }, requestInit(press.signal))),
    transferTargets: (id, signal) => unwrap(one['transfer-targets'].$get({ param: { id } }, requestInit(signal))),
    claim: (id, isOpen) => unwrap(one.claim.$post({ param: { id }, json: { isOpen } }, { init: { keepalive: true } })),
    decideBatch: (json, signal) => unwrap(approvals.batch.$post({ json }, requestInit(signal))),
    delegations: (signal) => unwrap(delegations.$get({}, requestInit(signal))),
    delegate: (json) => unwrap(delegations.$post({ json })),
    endDelegation: (id) => unwrap(delegations[':id'].revoke.$post({ param: { id }, json: {} })),
  }
}
