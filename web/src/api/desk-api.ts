import type { ApiClient } from '@desk/server/client'
import { inject, type App, type InjectionKey } from 'vue'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import type { RequestDraft } from '@desk/shared/requests/types/index'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { EngineApi } from './requests-api.ts'
import type { InfoApi } from './info-change-api.ts'
import type { IdentityApi } from './identity-api.ts'

export type JssdkSignature = { timestamp: number; nonceStr: string; signature: string }

/** Everything this web app asks of the server. Failures are `ApiError`. */
export type DeskApi = {
  home(signal?: AbortSignal): Promise<HomeView>
  infoChangeForm(signal?: AbortSignal): Promise<InfoChangeForm>
  submit(draft: RequestDraft, idempotencyKey: string, signal?: AbortSignal): Promise<RequestView>
  jssdkSignature(url: string): Promise<JssdkSignature>
  engine: EngineApi
  info: InfoApi
  identity: IdentityApi
  /** What an API is made of that comes with its pages, so that the home page does not carry it. */
  client: ApiClient['api']
}

const key: InjectionKey<DeskApi> = Symbol('api')

export const provideApi = (app: App, api: DeskApi): void => {
  app.provide(key, api)
}

export function useApi(): DeskApi {
  const api = inject(key)
  if (!api) throw new Error('api was not provided')
  return api
}
