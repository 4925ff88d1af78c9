import type { CustodyBody } from '@desk/shared/custody/custody-schemas'
import type { Language } from '@desk/shared/pages/initial-state'
import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the yearly account confirmation and of the account's activity. */
export function useCustodyApi() {
  const { custody, me } = useApi().client
  return {
    get: (language: Language, signal?: AbortSignal) =>
      unwrap(custody.$get({ query: { language } }, requestInit(signal))),
    confirm: (json: CustodyBody) => unwrap(custody.$post({ json })),
    activity: (query: { after?: string }, signal?: AbortSignal) =>
      unwrap(me.activity.$get({ query }, requestInit(signal))),
  }
}
