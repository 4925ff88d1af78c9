import type { DeskApi } from './desk-api.ts'
import { unwrap, type AnswerOf } from './unwrap.ts'

type Fetch = typeof globalThis.fetch

const query = (values: Record<string, string | undefined>): string => {
  const known = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return known.length ? `?${new URLSearchParams(known).toString()}` : ''
}

/** The API over HTTP. A session that ended calls `onSignedOut`, and the failure goes on to the caller. */
export function createDeskApi(fetch: Fetch, onSignedOut: () => void): DeskApi {
  async function send<Body>(path: string, init: RequestInit): Promise<Body> {
    const pending: Promise<AnswerOf<Body>> = fetch(path, { credentials: 'same-origin', ...init })
    const answer = await unwrap(
      pending.then((response) => {
        if (response.status === 401) onSignedOut()
        return response
      }),
    )
    return answer
  }
  const get = <Body>(path: string, signal?: AbortSignal) => send<Body>(path, signal ? { signal } : {})
  const post = <Body>(path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    send<Body>(path, {
      method: 'POST',
      body: JSON.stringify(body),
      // A header of our own cannot be sent from a foreign page without the browser asking us first.
      headers: { 'content-type': 'application/json', 'x-requested-with': 'desk', ...headers },
      ...(signal ? { signal } : {}),
    })
  return {
    home: (signal) => get('/api/home', signal),
    requests: ({ after }, signal) => get(`/api/requests${query({ after })}`, signal),
    approvals: ({ after }, signal) => get(`/api/approvals${query({ after })}`, signal),
    request: (id, signal) => get(`/api/requests/${id}`, signal),
    infoChangeForm: (signal) => get('/api/info-change/form', signal),
    submitInfoChange: (payload, idempotencyKey, signal) =>
      post('/api/requests', { kind: 'info_change', payload }, { 'idempotency-key': idempotencyKey }, signal),
    decide: (id, decision) => post(`/api/requests/${id}/decision`, decision),
    withdraw: (id, version) => post(`/api/requests/${id}/withdrawal`, { version }),
    jssdkSignature: (url) => get(`/api/jssdk/signature${query({ url, kind: 'agent' })}`),
  }
}
