import { createApiClient } from '@desk/server/client'
import { ApiError } from './api-error.ts'
import type { DeskApi } from './desk-api.ts'
import { createEngineApi } from './requests-api.ts'
import { createInfoApi } from './info-change-api.ts'
import { createIdentityApi } from './identity-api.ts'
import { unwrap } from './unwrap.ts'

type Fetch = typeof globalThis.fetch

/** A header of our own cannot be sent from a foreign page without the browser asking us first. */
const ownHeader = { 'X-Requested-With': 'desk' }

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** The server takes changes as JSON alone, also those that say nothing but where. */
function asJson(init: RequestInit | undefined): RequestInit | undefined {
  if (init?.method !== 'POST' || init.body) return init
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { ...init, headers, body: '{}' }
}

/**
 * Why WeCom is asked: nobody is signed in any more; it has to say once more who is there, before an act that then wants
 * another tap; or just to go on reading.
 */
type WhyLogin = 'signed_out' | 'step_up' | 'lapsed'
export type GoToLogin = (why: WhyLogin) => void

async function whyNot(response: Response, isAct: boolean): Promise<WhyLogin> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: unknown } } | null
  if (body?.error?.code !== 'auth.step_up_required') return 'signed_out'
  return isAct ? 'step_up' : 'lapsed'
}

/** The API over HTTP. Answers that only WeCom can mend call `goToLogin`, and the failure goes on to the caller. */
export function createDeskApi(fetch: Fetch, goToLogin: GoToLogin): DeskApi {
  /** What was still being asked for when somebody left must not sign him in again. */
  let hasLeft = false
  const watched: Fetch = async (input, init) => {
    const response = await fetch(input, asJson(init))
    if (response.status === 401 && !hasLeft) goToLogin(await whyNot(response.clone(), init?.method === 'POST'))
    return response
  }
  const { api } = createApiClient('/', { fetch: watched, headers: ownHeader })
  // Nobody pressed for a signature, and a page lives without: whoever locked his own account stays with the proof of it.
  const { api: aside } = createApiClient('/', { fetch, headers: ownHeader })
  const identity = createIdentityApi(api)
  async function signOut(): Promise<void> {
    hasLeft = true
    try {
      await identity.signOut()
    } catch (cause) {
      // Another device ended this session before: he is out.
      if (cause instanceof ApiError && cause.code === 'auth.required') return
      hasLeft = false
      throw cause
    }
  }
  return {
    home: (signal) => unwrap(api.home.$get({}, requestInit(signal))),
    infoChangeForm: (signal) => unwrap(api['info-change'].form.$get({}, requestInit(signal))),
    submit: (json, idempotencyKey, signal) =>
      unwrap(api.requests.$post({ header: { 'idempotency-key': idempotencyKey }, json }, requestInit(signal))),
    jssdkSignature: (url) => unwrap(aside.jssdk.signature.$get({ query: { url, kind: 'agent' } })),
    engine: createEngineApi(api),
    info: createInfoApi(api),
    identity: { ...identity, signOut },
    client: api,
  }
}
