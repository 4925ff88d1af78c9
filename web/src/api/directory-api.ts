import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** API client of the directory page. */
export function useDirectoryApi() {
  const { settings } = useApi().client
  const { directory } = settings
  return {
    health: (signal?: AbortSignal) => unwrap(directory.$get({}, requestInit(signal))),
    /** Requests a full synchronisation and returns the state of the directory. */
    sync: () => unwrap(directory.sync.$post()),
  }
}
