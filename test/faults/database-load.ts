import { setTimeout as delay } from 'node:timers/promises'
import { writeHeaders } from '../lib/browser-session.ts'
import { cookieOf } from './desk-phones.ts'

/** Longer than any answer may take: whoever is not answered by then never is. */
const PATIENCE_MS = 20_000
const AGAIN_MS = 250
const PAUSE_MS = 50

/** `isAgain`: an answer to the same before was lost, or a 503. */
export type Heard = { path: string; status: number; retryAfter: string | null; ms: number; isAgain: boolean }
/** What was acknowledged: the request of a key, and whether it was taken back. */
export type Written = { id: string; isWithdrawn: boolean }
type Answer = { status: number; text: string }
type View = { id: string; version: number }

type People = { writers: readonly string[][]; readers: readonly string[] }

/**
 * People who write and read until they are told to stop; whoever got no answer sends the same again, with the same key. All
 * keys begin with `name`.
 */
export function startLoad(url: string, name: string, people: People) {
  const heard: Heard[] = []
  const acknowledged = new Map<string, Written>()
  let isOver = false
  let keys = 0

  async function ask(userid: string, path: string, init: RequestInit = {}, isAgain = false): Promise<Answer> {
    const begunAt = performance.now()
    const note = (status: number, retryAfter: string | null) =>
      heard.push({ path, status, retryAfter, ms: performance.now() - begunAt, isAgain })
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const headers = { cookie: cookieOf(userid), accept: 'application/json', ...(init.headers as object) }
      const answer = await fetch(url + path, { ...init, headers, signal })
      const text = await answer.text()
      note(answer.status, answer.headers.get('retry-after'))
      return { status: answer.status, text }
    } catch {
      note(0, null)
      return { status: 0, text: '' }
    }
  }
  /** Until it was taken or refused for good, also after the end: what is under way is brought to its end. */
  async function insist(userid: string, path: string, init: RequestInit = {}): Promise<Answer> {
    for (let tries = 0; ; tries += 1) {
      const answer = await ask(userid, path, init, tries > 0)
      if (answer.status > 0 && answer.status < 500) return answer
      await delay(AGAIN_MS)
    }
  }
  const post = (userid: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    insist(userid, path, { method: 'POST', headers: { ...writeHeaders(url), ...headers }, body: JSON.stringify(body) })

  async function writeOnce(userid: string): Promise<void> {
    const key = `${name}-${String((keys += 1))}`
    const form = await insist(userid, '/api/info-change/form')
    const { fields } = JSON.parse(form.text) as { fields: { field: string; value: string }[] }
    const from = fields.find(({ field }) => field === 'telephone')?.value ?? ''
    const draft = { kind: 'info_change', payload: { telephone: { from, to: `0755-${String(20_000_000 + keys)}` } } }
    const made = await post(userid, '/api/requests', draft, { 'idempotency-key': key })
    if (made.status !== 201 && made.status !== 200) return
    const view = JSON.parse(made.text) as View
    acknowledged.set(key, { id: view.id, isWithdrawn: false })
    const back = await post(userid, `/api/requests/${view.id}/withdrawal`, { version: view.version })
    // Refused: it was done when the answer was lost, which is what the judge looks for.
    if (back.status === 200 || back.status === 409) acknowledged.set(key, { id: view.id, isWithdrawn: true })
  }
  async function write(userids: readonly string[]): Promise<void> {
    for (let nth = 0; !isOver; nth += 1) {
      await writeOnce(userids[nth % userids.length]!)
      await delay(PAUSE_MS)
    }
  }
  async function read(userid: string): Promise<void> {
    const page = { accept: 'text/html', 'sec-fetch-dest': 'document' }
    while (!isOver) {
      await ask(userid, '/api/requests')
      await ask(userid, '/requests', { headers: page })
      await delay(PAUSE_MS)
    }
  }
  const all = [...people.writers.map(write), ...people.readers.map(read)]
  return {
    heard,
    acknowledged,
    keys: () => keys,
    async stop() {
      isOver = true
      await Promise.all(all)
    },
  }
}
