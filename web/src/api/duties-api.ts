import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the page of duties. */
export function useDutiesApi() {
  const { duties } = useApi().client
  return { mine: (signal?: AbortSignal) => unwrap(duties.$get({}, requestInit(signal))) }
}
