import { createApiClient } from '@desk/server/client'
import type { DeskApi } from './desk-api.ts'
import { createDeliveryApi } from './delivery-api.ts'
import { createDirectoryApi } from './directory-api.ts'
import { createEngineApi } from './engine-api.ts'
import { createEvidenceApi } from './evidence-api.ts'
import { createInfoApi } from './info-api.ts'
import { createSettingsApi } from './settings-api.ts'
import { unwrap } from './unwrap.ts'

type Fetch = typeof globalThis.fetch

/** A header of our own cannot be sent from a foreign page without the browser asking us first. */
const ownHeader = { 'X-Requested-With': 'desk' }

const initOf = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** The server takes changes as JSON alone, also those that say nothing but where. */
function asJson(init: RequestInit | undefined): RequestInit | undefined {
  if (init?.method !== 'POST' || init.body) return init
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { ...init, headers, body: '{}' }
}

/** The API over HTTP. A session that ended calls `onSignedOut`, and the failure goes on to the caller. */
export function createDeskApi(fetch: Fetch, onSignedOut: () => void): DeskApi {
  const watched: Fetch = async (input, init) => {
    const response = await fetch(input, asJson(init))
    if (response.status === 401) onSignedOut()
    return response
  }
  const { api } = createApiClient('/', { fetch: watched, headers: ownHeader })
  return {
    home: (signal) => unwrap(api.home.$get({}, initOf(signal))),
    infoChangeForm: (signal) => unwrap(api['info-change'].form.$get({}, initOf(signal))),
    submitInfoChange: (payload, idempotencyKey, signal) =>
      unwrap(
        api.requests.$post(
          { header: { 'idempotency-key': idempotencyKey }, json: { kind: 'info_change', payload } },
          initOf(signal),
        ),
      ),
    jssdkSignature: (url) => unwrap(api.jssdk.signature.$get({ query: { url, kind: 'agent' } })),
    engine: createEngineApi(api),
    settings: createSettingsApi(api),
    evidence: createEvidenceApi(api),
    delivery: createDeliveryApi(api),
    directory: createDirectoryApi(api),
    info: createInfoApi(api),
  }
}
