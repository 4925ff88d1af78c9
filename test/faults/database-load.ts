import { setTimeout as delay } from 'node:timers/promises'
import { writeHeaders } from '../lib/browser-session.ts'
import { cookieOf } from './desk-client.ts'

/** Longer than any response may take. */
const TIMEOUT_MS = 20_000
const RETRY_MS = 250
const PAUSE_MS = 50

/** `isRetry`: the response to the same request was lost before, or was a 5xx. */
export type LoadResponse = { path: string; status: number; retryAfter: string | null; ms: number; isRetry: boolean }
/** An acknowledged submission, and whether its withdrawal was acknowledged. */
export type AcknowledgedWrite = { id: string; isWithdrawn: boolean }
type ApiResponse = { status: number; text: string }
type View = { id: string; version: number }

type People = { writers: readonly string[][]; readers: readonly string[] }

/**
 * Starts members who write and read until `stop`. A request without a response is sent again with the same key. All keys
 * begin with `name`.
 */
export function startLoad(url: string, name: string, people: People) {
  const responses: LoadResponse[] = []
  const acknowledged = new Map<string, AcknowledgedWrite>()
  let isStopped = false
  let keys = 0

  async function send(userid: string, path: string, init: RequestInit = {}, isRetry = false): Promise<ApiResponse> {
    const begunAt = performance.now()
    const record = (status: number, retryAfter: string | null) =>
      responses.push({ path, status, retryAfter, ms: performance.now() - begunAt, isRetry })
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const headers = { cookie: cookieOf(userid), accept: 'application/json', ...(init.headers as object) }
      const response = await fetch(url + path, { ...init, headers, signal })
      const text = await response.text()
      record(response.status, response.headers.get('retry-after'))
      return { status: response.status, text }
    } catch {
      record(0, null)
      return { status: 0, text: '' }
    }
  }
  /** Repeats a request until it is accepted or refused, even after `stop`. */
  async function retryUntilAnswered(userid: string, path: string, init: RequestInit = {}): Promise<ApiResponse> {
    for (let tries = 0; ; tries += 1) {
      const response = await send(userid, path, init, tries > 0)
      if (response.status > 0 && response.status < 500) return response
      await delay(RETRY_MS)
    }
  }
  const post = (userid: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    retryUntilAnswered(userid, path, {
      method: 'POST',
      headers: { ...writeHeaders(url), ...headers },
      body: JSON.stringify(body),
    })

  async function writeOnce(userid: string): Promise<void> {
    const key = `${name}-${String((keys += 1))}`
    const form = await retryUntilAnswered(userid, '/api/info-change/form')
    const { fields } = JSON.parse(form.text) as { fields: { field: string; value: string }[] }
    const from = fields.find(({ field }) => field === 'telephone')?.value ?? ''
    const draft = { kind: 'info_change', payload: { telephone: { from, to: `0755-${String(20_000_000 + keys)}` } } }
    const created = await post(userid, '/api/requests', draft, { 'idempotency-key': key })
    if (created.status !== 201 && created.status !== 200) return
    const view = JSON.parse(created.text) as View
    acknowledged.set(key, { id: view.id, isWithdrawn: false })
    const withdrawal = await post(userid, `/api/requests/${view.id}/withdrawal`, { version: view.version })
    // 409: the withdrawal succeeded and its response was lost. `checkWrites` verifies it in the database.
    if (withdrawal.status === 200 || withdrawal.status === 409)
      acknowledged.set(key, { id: view.id, isWithdrawn: true })
  }
  async function write(userids: readonly string[]): Promise<void> {
    for (let nth = 0; !isStopped; nth += 1) {
      await writeOnce(userids[nth % userids.length]!)
      await delay(PAUSE_MS)
    }
  }
  async function read(userid: string): Promise<void> {
    const page = { accept: 'text/html', 'sec-fetch-dest': 'document' }
    while (!isStopped) {
      await send(userid, '/api/requests')
      await send(userid, '/requests', { headers: page })
      await delay(PAUSE_MS)
    }
  }
  const running = [...people.writers.map(write), ...people.readers.map(read)]
  return {
    responses,
    acknowledged,
    keys: () => keys,
    async stop() {
      isStopped = true
      await Promise.all(running)
    },
  }
}
