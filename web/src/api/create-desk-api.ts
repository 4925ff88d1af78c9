import { createApiClient } from '@desk/server/client'
import type { RequestDraft } from '@desk/shared/requests/types/index'
import { ApiError } from './api-error.ts'
import { createIdentityApi } from './identity-api.ts'
import { createInfoApi } from './info-change-api.ts'
import { idempotencyHeader, requestInit } from './request-options.ts'
import { createRequestsApi } from './requests-api.ts'
import type { PendingAction } from '../platform/repeat-action.ts'
import { unwrap } from './unwrap.ts'

type Fetch = typeof globalThis.fetch

/** A custom header: a foreign page cannot send it without a CORS preflight. */
const csrfHeader = { 'X-Requested-With': 'desk' }

/**
 * Returns headers that name the member to whom the page belongs: the server refuses its calls when another one has
 * signed in on this browser.
 */
const headersOf = (userid: string) =>
  userid === '' ? csrfHeader : { ...csrfHeader, 'X-Desk-Member': encodeURIComponent(userid) }

// The server accepts POST requests as JSON only, so that an empty body is sent as `{}`.
function asJson(init: RequestInit | undefined): RequestInit | undefined {
  if (init?.method !== 'POST' || init.body) return init
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { ...init, headers, body: '{}' }
}

/**
 * Why the member has to sign in: they are signed out, a dangerous action needs a fresh sign-in and is then repeated, or
 * reading a page needs a fresh sign-in.
 */
type LoginReason = 'signed_out' | 'step_up' | 'lapsed'
/** `act`: the action to repeat after a step-up. */
export type GoToLogin = (reason: LoginReason, act?: PendingAction) => void

const pendingActionOf = (input: Parameters<Fetch>[0], init: RequestInit | undefined): PendingAction => ({
  url: String(input),
  body: typeof init?.body === 'string' ? init.body : '{}',
  headers: Object.fromEntries(new Headers(init?.headers)),
})

async function loginReasonOf(response: Response, isAction: boolean): Promise<LoginReason> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: unknown } } | null
  if (body?.error?.code !== 'auth.step_up_required') return 'signed_out'
  return isAction ? 'step_up' : 'lapsed'
}

/**
 * Creates the API client for the page of a member; with an empty `userid`, for a page without a member. A response that
 * requires a sign-in calls `goToLogin`; the call rejects as well.
 */
export function createDeskApi(fetch: Fetch, goToLogin: GoToLogin, userid = '') {
  /** Requests still pending at sign-out must not start a new sign-in. */
  let hasSignedOut = false
  const fetchOrLogin: Fetch = async (input, init) => {
    const sent = asJson(init)
    const response = await fetch(input, sent)
    if (response.status !== 401 || hasSignedOut) return response
    const reason = await loginReasonOf(response.clone(), init?.method === 'POST')
    if (reason === 'step_up') goToLogin(reason, pendingActionOf(input, sent))
    else goToLogin(reason)
    return response
  }
  const { api: client } = createApiClient('/', { fetch: fetchOrLogin, headers: headersOf(userid) })
  // The signature is fetched in the background and the page works without it: a 401 here must not redirect a member who
  // has locked their own account.
  const { api: background } = createApiClient('/', { fetch, headers: csrfHeader })
  const identity = createIdentityApi(client)
  async function signOut(): Promise<void> {
    hasSignedOut = true
    try {
      await identity.signOut()
    } catch (cause) {
      // Another device has already ended this session: the member is signed out.
      if (cause instanceof ApiError && cause.code === 'auth.required') return
      hasSignedOut = false
      throw cause
    }
  }
  return {
    home: (signal?: AbortSignal) => unwrap(client.home.$get({}, requestInit(signal))),
    // `again`: an ended request of the member that the form starts from.
    infoChangeForm: (query: { again?: string; for?: string }, signal?: AbortSignal) =>
      unwrap(client['info-change'].form.$get({ query }, requestInit(signal))),
    submit: (json: RequestDraft, key: string, signal?: AbortSignal) =>
      unwrap(client.requests.$post({ ...idempotencyHeader({ key }), json }, requestInit(signal))),
    // `isRefused`: the client refused the previous signature.
    jssdkSignature: (url: string, isRefused = false) =>
      unwrap(
        background.jssdk.signature.$get({ query: { url, kind: 'agent', ...(isRefused && { again: '1' as const }) } }),
      ),
    requests: createRequestsApi(client),
    info: createInfoApi(client),
    identity: { ...identity, signOut },
    /** For the API clients that are loaded with their pages, so that the home page does not contain them. */
    client,
  }
}
