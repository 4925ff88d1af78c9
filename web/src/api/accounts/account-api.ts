import type { ReviewBody } from '@desk/shared/accounts/account-schemas'
import type { BoardQuery } from '@desk/shared/accounts/board-views'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { useApi } from '../desk-api.ts'
import {
  idempotencyHeader,
  type IdempotentSubmit,
  requestInit,
  versioned,
  type VersionedId,
  versionedWith,
} from '../request-options.ts'
import { unwrap } from '../unwrap.ts'

/** Creates the API client of the pages about joiners. */
export function useAccountApi() {
  const { joiners, 'first-day': firstDay } = useApi().client
  const joiner = joiners[':id']
  const batch = joiners.batches[':id']
  return {
    board: (query: BoardQuery, signal?: AbortSignal) => unwrap(joiners.$get({ query }, requestInit(signal))),
    form: (signal?: AbortSignal) => unwrap(joiners.form.$get({}, requestInit(signal))),
    check: (rows: JoinerRow[], signal?: AbortSignal) =>
      unwrap(joiners.check.$post({ json: { rows } }, requestInit(signal))),
    template: async () => (await unwrap(joiners.template.$post())).path,
    submit: (rows: JoinerRow[], attempt: IdempotentSubmit) =>
      unwrap(joiners.batches.$post({ ...idempotencyHeader(attempt), json: { rows } }, requestInit(attempt.signal))),
    batch: (id: string, signal?: AbortSignal) => unwrap(batch.$get({ param: { id } }, requestInit(signal))),
    decide: (id: string, json: ReviewBody) => unwrap(batch.decision.$post({ param: { id }, json })),
    joiner: (id: string, signal?: AbortSignal) => unwrap(joiner.$get({ param: { id } }, requestInit(signal))),
    correct: (target: VersionedId, row: JoinerRow) => unwrap(joiner.correction.$post(versionedWith(target, { row }))),
    retry: (target: VersionedId) => unwrap(joiner.retry.$post(versioned(target))),
    withdraw: (target: VersionedId) => unwrap(joiner.withdrawal.$post(versioned(target))),
    cancel: (target: VersionedId) => unwrap(joiner.cancellation.$post(versioned(target))),
    invite: (target: VersionedId) => unwrap(joiner.invitation.$post(versioned(target))),
    verifyNow: (id: string) => unwrap(joiner.look.$post({ param: { id } })),
    joinCode: (id: string) => unwrap(joiner['join-code'].$post({ param: { id } })),
    reveal: (id: string) => unwrap(joiner.reveal.$post({ param: { id } })),
    firstDay: (signal?: AbortSignal) => unwrap(firstDay.$get({}, requestInit(signal))),
    answerData: (answer: 'right' | 'wrong', fieldsHash: string) =>
      unwrap(firstDay.data.$post({ json: { answer, fieldsHash } })),
    attestPassword: () =>
      unwrap(firstDay.password.$post({ json: { isStrong: true, isUnique: true, isPrivate: true } })),
    meetAdmin: () => unwrap(firstDay.admin.$post({ json: { hasMet: true } })),
  }
}
