import type {
  AftercareItem,
  ClosedCasesQuery,
  LostAmendment,
  OnCallRosterBody,
  ReportBody,
} from '@desk/shared/lost-device/lost-device-schemas'
import { useApi } from './desk-api.ts'
import {
  idempotencyHeader,
  type IdempotentSubmit,
  requestInit,
  versioned,
  type VersionedId,
  versionedWith,
} from './request-options.ts'
import { unwrap } from './unwrap.ts'

export type Channel = 'phone' | 'in_person' | 'video'
export type LostApi = ReturnType<typeof useLostApi>

/** Creates the API client of the pages about lost devices. */
export function useLostApi() {
  const api = useApi().client
  const { guardians } = api
  const lost = api['lost-device']
  const lostCase = lost.cases[':id']
  const duty = api.settings['on-call']
  return {
    form: (signal?: AbortSignal) => unwrap(lost.form.$get({}, requestInit(signal))),
    closed: (query: ClosedCasesQuery, signal?: AbortSignal) => unwrap(lost.closed.$get({ query }, requestInit(signal))),
    board: (signal?: AbortSignal) => unwrap(lost.board.$get({}, requestInit(signal))),
    report: (json: ReportBody, attempt: IdempotentSubmit) =>
      unwrap(lost.reports.$post({ ...idempotencyHeader(attempt), json }, requestInit(attempt.signal))),
    lostCase: (id: string, signal?: AbortSignal) => unwrap(lostCase.$get({ param: { id } }, requestInit(signal))),
    decide: (target: VersionedId, decision: 'lock' | 'dismiss', note: string) =>
      unwrap(lostCase.decision.$post(versionedWith(target, { decision, note }))),
    contest: (target: VersionedId) => unwrap(lostCase.contest.$post(versioned(target))),
    amend: (target: VersionedId, body: Omit<LostAmendment, 'version'>) =>
      unwrap(lostCase.amendment.$post(versionedWith(target, body))),
    found: (target: VersionedId) => unwrap(lostCase.found.$post(versioned(target))),
    identify: (target: VersionedId, channel: Channel) =>
      unwrap(lostCase.identity.$post(versionedWith(target, { channel }))),
    doubt: (target: VersionedId, note: string) => unwrap(lostCase.doubt.$post(versionedWith(target, { note }))),
    relock: (target: VersionedId) => unwrap(lostCase.relock.$post(versioned(target))),
    accept: (target: VersionedId, channel: Channel) =>
      unwrap(lostCase.acceptance.$post(versionedWith(target, { channel }))),
    unlock: (target: VersionedId) => unwrap(lostCase.unlock.$post(versioned(target))),
    recordAftercare: (target: VersionedId, done: AftercareItem[]) =>
      unwrap(lostCase.aftercare.$post(versionedWith(target, { done }))),
    attest: (target: VersionedId) => unwrap(lostCase.attestation.$post(versioned(target))),
    markFalse: (target: VersionedId) => unwrap(lostCase['false-report'].$post(versioned(target))),
    exportCase: (id: string) => unwrap(lostCase.export.$post({ param: { id } })),
    guardians: (signal?: AbortSignal) => unwrap(guardians.$get({}, requestInit(signal))),
    requestGuardian: (userid: string) => unwrap(guardians.$post({ json: { userid } })),
    answerGuardianRequest: (userid: string, answer: 'accept' | 'decline') =>
      unwrap(guardians.answer.$post({ json: { userid, answer } })),
    removeGuardian: (userid: string) => unwrap(guardians.dismiss.$post({ json: { userid } })),
    duty: (signal?: AbortSignal) => unwrap(duty.$get({}, requestInit(signal))),
    changeDuty: (json: OnCallRosterBody) => unwrap(duty.$post({ json })),
  }
}
