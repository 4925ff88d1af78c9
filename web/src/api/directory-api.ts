import type { DeparturesBody } from '@desk/shared/directory/directory-schemas'
import type { PartnerMarkBody } from '@desk/shared/accounts/partner-schemas'
import type { SecondWriterBody } from '@desk/shared/info-change/second-writer-schemas'
import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the directory page. */
export function useDirectoryApi() {
  const { settings } = useApi().client
  const { directory } = settings
  const [secondWriter, mark] = [settings['directory-feed'], settings['partner-mark']]
  return {
    health: (signal?: AbortSignal) => unwrap(directory.$get({}, requestInit(signal))),
    secondWriter: (signal?: AbortSignal) => unwrap(secondWriter.$get({}, requestInit(signal))),
    setSecondWriter: (json: SecondWriterBody) => unwrap(secondWriter.$post({ json })),
    partnerMark: (signal?: AbortSignal) => unwrap(mark.$get({}, requestInit(signal))),
    setPartnerMark: (json: PartnerMarkBody) => unwrap(mark.$post({ json })),
    /** Requests a full synchronisation and returns the state of the directory. */
    sync: () => unwrap(directory.sync.$post()),
    /** Confirms that the members who were missing from a sync have left, and returns the state of the directory. */
    confirmDepartures: (json: DeparturesBody) => unwrap(directory.departures.$post({ json })),
  }
}
