import { inject, type App, type InjectionKey } from 'vue'
import type { createDeskApi } from './create-desk-api.ts'

/** The API client of the web app. Its calls reject with an `ApiError`. */
export type DeskApi = ReturnType<typeof createDeskApi>

const key: InjectionKey<DeskApi> = Symbol('api')

export const provideApi = (app: App, api: DeskApi): void => {
  app.provide(key, api)
}

export function useApi(): DeskApi {
  const api = inject(key)
  if (!api) throw new Error('api was not provided')
  return api
}
