import type { PartnerMarkBody } from '@desk/shared/accounts/partner-schemas'
import type { DirectoryFeedBody } from '@desk/shared/info-change/feed-schemas'
import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the directory page. */
export function useDirectoryApi() {
  const { settings } = useApi().client
  const { directory } = settings
  const [feed, mark] = [settings['directory-feed'], settings['partner-mark']]
  return {
    health: (signal?: AbortSignal) => unwrap(directory.$get({}, requestInit(signal))),
    feed: (signal?: AbortSignal) => unwrap(feed.$get({}, requestInit(signal))),
    setFeed: (json: DirectoryFeedBody) => unwrap(feed.$post({ json })),
    partnerMark: (signal?: AbortSignal) => unwrap(mark.$get({}, requestInit(signal))),
    setPartnerMark: (json: PartnerMarkBody) => unwrap(mark.$post({ json })),
    /** Requests a full synchronisation and returns the state of the directory. */
    sync: () => unwrap(directory.sync.$post()),
  }
}
