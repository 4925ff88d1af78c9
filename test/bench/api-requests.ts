import { randomBytes } from 'node:crypto'
import type { LoadRequest } from '../lib/open-loop.ts'
import { interleave, type RequestName, requestShares } from '../lib/request-mix.ts'
import { writeHeaders } from '../lib/browser-session.ts'
import type { Waiting } from './api-environment.ts'

export type People = {
  publicUrl: string
  cookies: ReadonlyMap<string, string>
  waiting: readonly Waiting[]
  idle: readonly string[]
}

export const shotNames = Object.keys(requestShares) as RequestName[]
const order = interleave(requestShares)

/** `count` shots; each submits for somebody else, and each decides another request. */
export function* shotsOf({ publicUrl, cookies, waiting, idle }: People, count: number): Generator<LoadRequest> {
  let written = 0
  for (let at = 0; at < count; at += 1) {
    const name = order[at % order.length] ?? '/healthz'
    const one = waiting[at % waiting.length]
    if (!one) throw new Error('nothing waits')
    const read = (userid: string, path: string, more: Record<string, string> = {}): LoadRequest => ({
      name,
      method: 'GET',
      path,
      headers: { cookie: cookies.get(userid) ?? '', accept: 'application/json', 'accept-encoding': 'br', ...more },
    })
    const write = (userid: string, path: string, body: unknown): LoadRequest => ({
      name,
      method: 'POST',
      path,
      headers: {
        ...writeHeaders(publicUrl),
        cookie: cookies.get(userid) ?? '',
        'idempotency-key': randomBytes(12).toString('hex'),
      },
      body,
    })
    switch (name) {
      case '/healthz':
        yield { name, method: 'GET', path: '/healthz', headers: {} }
        break
      case 'home page':
        yield read(one.applicant, '/', {
          accept: 'text/html',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        })
        break
      case 'home':
        yield read(one.applicant, '/api/home')
        break
      case 'own list':
        yield read(one.applicant, '/api/requests')
        break
      case 'waiting list':
        yield read(one.decider, '/api/approvals')
        break
      case 'handled list':
        yield read(one.decider, '/api/approvals?list=handled')
        break
      case 'detail':
        yield read(one.decider, `/api/requests/${one.id}`)
        break
      case 'submit': {
        const payload = { telephone: { from: '', to: `0755-${String(10_000_000 + at)}` } }
        yield write(idle[written % idle.length] ?? '', '/api/requests', { kind: 'info_change', payload })
        break
      }
      case 'decide': {
        const { id, version, seenHash, decider } = waiting[written % waiting.length] ?? one
        written += 1
        yield write(decider, `/api/requests/${id}/decision`, {
          version,
          seenHash,
          fields: { position: { verdict: 'agree' } },
        })
        break
      }
    }
  }
}
