import type { RequestView } from '@desk/shared/requests/request-schemas'
import { randomBytes } from 'node:crypto'
import type { Shot } from './open-loop.ts'
import type { SignedIn } from './signed-in.ts'
import { spread, type UsualShot, usualShares } from './request-mix.ts'

/** Somebody who asks, and who decides about it. */
export type Worker = { userid: string; decider: string }

/** Longer than a decision can be taken back and is carried out. */
const REST_MS = 150_000

/** What else people do in it; null when there is nothing to do of that kind just now. */
export type Others = Readonly<Record<string, { share: number; next(): Shot | null }>>

/**
 * A load that feeds itself as long as it is asked: what was asked for is looked at and decided, and once it is carried out
 * the same person asks again. One decision each, one request under way for each.
 */
export function workingDay(signedIn: SignedIn, workers: readonly Worker[], others: Others = {}) {
  const idle = workers.map((worker) => ({ worker, phone: '', freeAt: 0 }))
  const asked: { id: string; worker: Worker; phone: string }[] = []
  const seen: { id: string; version: number; seenHash: string; worker: Worker; phone: string }[] = []
  const counts = { asked: 0, decided: 0 }
  let turn = 0

  const read = (name: UsualShot, userid: string, path: string, more: Record<string, string> = {}): Shot => {
    const { cookie = '' } = signedIn.headersOf(userid)
    return {
      name,
      method: 'GET',
      path,
      headers: { cookie, accept: 'application/json', 'accept-encoding': 'br', ...more },
    }
  }
  const write = (name: UsualShot, userid: string, path: string, body: unknown, hear: (text: string) => void): Shot => ({
    name,
    method: 'POST',
    path,
    headers: { ...signedIn.headersOf(userid), 'idempotency-key': randomBytes(12).toString('hex') },
    body,
    hear,
  })

  function submit(): Shot | null {
    if ((idle[0]?.freeAt ?? Infinity) > performance.now()) return null
    const { worker, phone } = idle.shift()!
    const to = `0755-${String(10_000_000 + (counts.asked += 1))}`
    const payload = { telephone: { from: phone, to } }
    return write('submit', worker.userid, '/api/requests', { kind: 'info_change', payload }, (text) => {
      asked.push({ id: (JSON.parse(text) as RequestView).id, worker, phone: to })
    })
  }
  function look(): Shot | null {
    const one = asked.shift()
    if (!one) return null
    return {
      ...read('detail', one.worker.decider, `/api/requests/${one.id}`),
      hear(text) {
        const { version, seenHash } = JSON.parse(text) as RequestView
        seen.push({ ...one, version, seenHash })
      },
    }
  }
  function decide(): Shot | null {
    const one = seen.shift()
    if (!one) return null
    const { id, version, seenHash, worker, phone } = one
    const verdict = { version, seenHash, fields: { telephone: { verdict: 'agree' } } }
    return write('decide', worker.decider, `/api/requests/${id}/decision`, verdict, () => {
      counts.decided += 1
      idle.push({ worker, phone, freeAt: performance.now() + REST_MS })
    })
  }
  function usual(name: UsualShot): Shot {
    const { userid, decider } = workers[(turn += 1) % workers.length]!
    const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    switch (name) {
      case '/healthz':
        return { name, method: 'GET', path: '/healthz', headers: {} }
      case 'home page':
        return read(name, userid, '/', page)
      case 'home':
        return read(name, userid, '/api/home')
      case 'own list':
        return read(name, userid, '/api/requests')
      case 'waiting list':
        return read(name, decider, '/api/approvals')
      case 'handled list':
        return read(name, decider, '/api/approvals?list=handled')
      case 'detail':
        return look() ?? usual('waiting list')
      case 'submit':
        return submit() ?? usual('own list')
      case 'decide':
        return decide() ?? usual('waiting list')
    }
  }
  const shares = Object.fromEntries(Object.entries(others).map(([name, { share }]) => [name, share]))
  const order = spread<string>({ ...usualShares, ...shares })
  return {
    counts,
    *shots(isOver: () => boolean): Generator<Shot> {
      for (let at = 0; !isOver(); at += 1) {
        const name = order[at % order.length]!
        const other = others[name]
        yield other ? (other.next() ?? usual('home')) : usual(name as UsualShot)
      }
    },
  }
}
