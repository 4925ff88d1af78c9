import type { RequestView } from '@desk/shared/requests/request-schemas'
import { randomBytes } from 'node:crypto'
import { navigation } from './navigation.ts'
import type { LoadRequest } from './open-loop.ts'
import type { Sessions } from './create-sessions.ts'
import { interleave, type RequestName, requestShares } from './request-mix.ts'

/** A member and their approver. */
export type Worker = { userid: string; approver: string }

/** Longer than the undo window and the execution of a decision. */
const REST_MS = 150_000

/** Additional requests by name, with shares in addition to `requestShares`. `next` returns null when none is possible yet. */
export type OtherRequests = Readonly<Record<string, { share: number; next(): LoadRequest | null }>>

/**
 * Creates an endless load: each member submits a request, their approver opens and decides it, and after its execution the
 * member submits the next one. Each member has at most one open request.
 */
export function createWorkingDay(sessions: Sessions, workers: readonly Worker[], others: OtherRequests = {}) {
  const idle = workers.map((worker) => ({ worker, phone: '', freeAt: 0 }))
  const submitted: { id: string; worker: Worker; phone: string }[] = []
  const opened: { id: string; version: number; seenHash: string; worker: Worker; phone: string }[] = []
  const counts = { submitted: 0, decided: 0 }
  let lastWorker = 0

  const read = (name: RequestName, userid: string, path: string, headers: Record<string, string> = {}): LoadRequest => {
    const { cookie = '' } = sessions.headersOf(userid)
    return {
      name,
      method: 'GET',
      path,
      headers: { cookie, accept: 'application/json', 'accept-encoding': 'br', ...headers },
    }
  }
  const write = (
    name: RequestName,
    userid: string,
    path: string,
    body: unknown,
    onBody: (text: string) => void,
  ): LoadRequest => ({
    name,
    method: 'POST',
    path,
    headers: { ...sessions.headersOf(userid), 'idempotency-key': randomBytes(12).toString('hex') },
    body,
    onBody,
  })

  function submit(): LoadRequest | null {
    if ((idle[0]?.freeAt ?? Infinity) > performance.now()) return null
    const { worker, phone } = idle.shift()!
    const to = `0755-${String(10_000_000 + (counts.submitted += 1))}`
    const payload = { telephone: { from: phone, to } }
    return write('submit', worker.userid, '/api/requests', { kind: 'info_change', payload }, (text) => {
      submitted.push({ id: (JSON.parse(text) as RequestView).id, worker, phone: to })
    })
  }
  function openSubmitted(): LoadRequest | null {
    const request = submitted.shift()
    if (!request) return null
    return {
      ...read('detail', request.worker.approver, `/api/requests/${request.id}`),
      onBody(text) {
        const { version, seenHash } = JSON.parse(text) as RequestView
        opened.push({ ...request, version, seenHash })
      },
    }
  }
  function decide(): LoadRequest | null {
    const request = opened.shift()
    if (!request) return null
    const { id, version, seenHash, worker, phone } = request
    const decision = { version, seenHash, fields: { telephone: { verdict: 'agree' } } }
    return write('decide', worker.approver, `/api/requests/${id}/decision`, decision, () => {
      counts.decided += 1
      idle.push({ worker, phone, freeAt: performance.now() + REST_MS })
    })
  }
  function createRequest(name: RequestName): LoadRequest {
    const { userid, approver } = workers[(lastWorker += 1) % workers.length]!
    switch (name) {
      case '/healthz':
        return { name, method: 'GET', path: '/healthz', headers: {} }
      case 'home page':
        return read(name, userid, '/', navigation)
      case 'home':
        return read(name, userid, '/api/home')
      case 'own list':
        return read(name, userid, '/api/requests')
      case 'waiting list':
        return read(name, approver, '/api/approvals')
      case 'handled list':
        return read(name, approver, '/api/approvals?list=handled')
      case 'detail':
        return openSubmitted() ?? createRequest('waiting list')
      case 'submit':
        return submit() ?? createRequest('own list')
      case 'decide':
        return decide() ?? createRequest('waiting list')
    }
  }
  const shares = Object.fromEntries(Object.entries(others).map(([name, { share }]) => [name, share]))
  const order = interleave<string>({ ...requestShares, ...shares })
  return {
    counts,
    *requests(isOver: () => boolean): Generator<LoadRequest> {
      for (let index = 0; !isOver(); index += 1) {
        const name = order[index % order.length]!
        const other = others[name]
        yield other ? (other.next() ?? createRequest('home')) : createRequest(name as RequestName)
      }
    },
  }
}
