import type { ApiClient } from '@desk/server/client'
import { inject, type App, type InjectionKey } from 'vue'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import type { RequestDraft } from '@desk/shared/requests/kinds/index'
import type { InfoChangeForm, RequestView } from '@desk/shared/requests/request-schemas'
import type { DeliveryApi } from './delivery-api.ts'
import type { DirectoryApi } from './directory-api.ts'
import type { EngineApi } from './engine-api.ts'
import type { EvidenceApi } from './evidence-api.ts'
import type { InfoApi } from './info-api.ts'
import type { LostApi } from './lost-api.ts'
import type { IdentityApi } from './identity-api.ts'
import type { PolicyApi } from './policy-api.ts'
import type { SettingsApi } from './settings-api.ts'

export type JssdkSignature = { timestamp: number; nonceStr: string; signature: string }

/** Everything this web app asks of the server. Failures are `ApiError`. */
export type DeskApi = {
  home(signal?: AbortSignal): Promise<HomeView>
  infoChangeForm(signal?: AbortSignal): Promise<InfoChangeForm>
  submit(draft: RequestDraft, idempotencyKey: string, signal?: AbortSignal): Promise<RequestView>
  jssdkSignature(url: string): Promise<JssdkSignature>
  engine: EngineApi
  settings: SettingsApi
  evidence: EvidenceApi
  delivery: DeliveryApi
  directory: DirectoryApi
  info: InfoApi
  identity: IdentityApi
  lost: LostApi
  policy: PolicyApi
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
