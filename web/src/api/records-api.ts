import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the records of what a person signed. */
export function useRecordsApi() {
  const records = useApi().client['signing-records']
  return {
    search: (q: string, signal?: AbortSignal) =>
      unwrap(records.$get({ query: q === '' ? {} : { q } }, requestInit(signal))),
    record: (userid: string, policy: string | undefined, signal?: AbortSignal) =>
      unwrap(
        records[':userid'].$get(
          { param: { userid }, query: policy === undefined ? {} : { policy: policy as `pol_${string}` } },
          requestInit(signal),
        ),
      ),
  }
}
