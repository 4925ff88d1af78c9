import { createInjection } from '../platform/injection.ts'
import type { createDeskApi } from './create-desk-api.ts'

/** The API client of the web app. Its calls reject with an `ApiError`. */
export type DeskApi = ReturnType<typeof createDeskApi>

export const [provideApi, useApi] = createInjection<DeskApi>('api')
