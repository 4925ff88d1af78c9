import type { OverviewExportBody } from '@desk/shared/pages/overview-schemas'
import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the overview. */
export function useOverviewApi() {
  const { overview } = useApi().client
  return {
    overview: (signal?: AbortSignal) => unwrap(overview.$get({}, requestInit(signal))),
    exportOverview: (json: OverviewExportBody) => unwrap(overview.export.$post({ json })),
  }
}
