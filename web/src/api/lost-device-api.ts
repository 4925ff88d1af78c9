import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type {
  AftercareItem,
  DutyBody,
  DutyView,
  GuardianList,
  LostAmendment,
  LostBoard,
  LostCase,
  LostForm,
  ReportAnswer,
  ReportBody,
} from '@desk/shared/lost-device/lost-device-schemas'
import type { IdempotentSubmit } from './requests-api.ts'
import { useApi } from './desk-api.ts'
import { unwrap } from './unwrap.ts'

type At = { id: string; version: number }

/** What the pages about lost devices ask of the server. */
export type LostApi = {
  form(signal?: AbortSignal): Promise<LostForm>
  board(signal?: AbortSignal): Promise<LostBoard>
  report(body: ReportBody, press: IdempotentSubmit): Promise<ReportAnswer>
  lostCase(id: string, signal?: AbortSignal): Promise<LostCase>
  decide(at: At, decision: 'lock' | 'dismiss', note: string): Promise<LostCase>
  contest(at: At): Promise<LostCase>
  amend(at: At, body: Omit<LostAmendment, 'version'>): Promise<LostCase>
  found(at: At): Promise<LostCase>
  identify(at: At, channel: 'phone' | 'in_person' | 'video'): Promise<LostCase>
  doubt(at: At, note: string): Promise<LostCase>
  unlock(at: At): Promise<LostCase>
  relock(at: At): Promise<LostCase>
  accept(at: At, channel: 'phone' | 'in_person' | 'video'): Promise<LostCase>
  care(at: At, done: AftercareItem[]): Promise<LostCase>
  attest(at: At): Promise<LostCase>
  markFalse(at: At): Promise<LostCase>
  exportCase(id: string): Promise<OneTimeLink>
  guardians(signal?: AbortSignal): Promise<GuardianList>
  requestGuardian(userid: string): Promise<GuardianList>
  answerGuardianRequest(userid: string, answer: 'accept' | 'decline'): Promise<GuardianList>
  removeGuardian(userid: string): Promise<GuardianList>
  duty(signal?: AbortSignal): Promise<DutyView>
  changeDuty(body: DutyBody): Promise<DutyView>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** Comes with its pages. */
export function useLostApi(): LostApi {
  const api = useApi().client
  const { guardians } = api
  const lost = api['lost-device']
  const one = lost.cases[':id']
  const duty = api.settings['on-call']
  return {
    form: (signal) => unwrap(lost.form.$get({}, requestInit(signal))),
    board: (signal) => unwrap(lost.board.$get({}, requestInit(signal))),
    report: (json, { key, signal }) =>
      unwrap(lost.reports.$post({ header: { 'idempotency-key': key }, json }, { init: { signal } })),
    lostCase: (id, signal) => unwrap(one.$get({ param: { id } }, requestInit(signal))),
    decide: ({ id, version }, decision, note) =>
      unwrap(one.decision.$post({ param: { id }, json: { version, decision, note } })),
    contest: ({ id, version }) => unwrap(one.contest.$post({ param: { id }, json: { version } })),
    amend: ({ id, version }, body) => unwrap(one.amendment.$post({ param: { id }, json: { version, ...body } })),
    found: ({ id, version }) => unwrap(one.found.$post({ param: { id }, json: { version } })),
    identify: ({ id, version }, channel) => unwrap(one.identity.$post({ param: { id }, json: { version, channel } })),
    doubt: ({ id, version }, note) => unwrap(one.doubt.$post({ param: { id }, json: { version, note } })),
    relock: ({ id, version }) => unwrap(one.relock.$post({ param: { id }, json: { version } })),
    accept: ({ id, version }, channel) => unwrap(one.acceptance.$post({ param: { id }, json: { version, channel } })),
    unlock: ({ id, version }) => unwrap(one.unlock.$post({ param: { id }, json: { version } })),
    care: ({ id, version }, done) => unwrap(one.aftercare.$post({ param: { id }, json: { version, done } })),
    attest: ({ id, version }) => unwrap(one.attestation.$post({ param: { id }, json: { version } })),
    markFalse: ({ id, version }) => unwrap(one['false-report'].$post({ param: { id }, json: { version } })),
    exportCase: (id) => unwrap(one.export.$post({ param: { id } })),
    guardians: (signal) => unwrap(guardians.$get({}, requestInit(signal))),
    requestGuardian: (userid) => unwrap(guardians.$post({ json: { userid } })),
    answerGuardianRequest: (userid, answer) => unwrap(guardians.answer.$post({ json: { userid, answer } })),
    removeGuardian: (userid) => unwrap(guardians.dismiss.$post({ json: { userid } })),
    duty: (signal) => unwrap(duty.$get({}, requestInit(signal))),
    changeDuty: (json) => unwrap(duty.$post({ json })),
  }
}
