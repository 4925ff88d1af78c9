import { randomBytes } from 'node:crypto'
import { navigation } from '../lib/navigation.ts'
import type { LoadRequest } from '../lib/open-loop.ts'
import { interleave, type RequestName, requestShares } from '../lib/request-mix.ts'
import type { Sessions } from '../lib/create-sessions.ts'
import type { OpenRequest } from './api-environment.ts'

type Participants = {
  signedIn: Sessions
  openRequests: readonly OpenRequest[]
  idleMembers: readonly string[]
}

export const requestNames = Object.keys(requestShares) as RequestName[]
const order = interleave(requestShares)

/** Generates `count` requests of the usual mix. Each submission has a different applicant, each decision a different request. */
export function* requestsOf(
  { signedIn, openRequests, idleMembers }: Participants,
  count: number,
): Generator<LoadRequest> {
  let written = 0
  for (let index = 0; index < count; index += 1) {
    const name = order[index % order.length] ?? '/healthz'
    const request = openRequests[index % openRequests.length]
    if (!request) throw new Error('there is no open request')
    const read = (userid: string, path: string, more: Record<string, string> = {}): LoadRequest => ({
      name,
      method: 'GET',
      path,
      headers: {
        cookie: signedIn.headersOf(userid)['cookie'] ?? '',
        accept: 'application/json',
        'accept-encoding': 'br',
        ...more,
      },
    })
    const write = (userid: string, path: string, body: unknown): LoadRequest => ({
      name,
      method: 'POST',
      path,
      headers: { ...signedIn.headersOf(userid), 'idempotency-key': randomBytes(12).toString('hex') },
      body,
    })
    switch (name) {
      case '/healthz':
        yield { name, method: 'GET', path: '/healthz', headers: {} }
        break
      case 'home page':
        yield read(request.applicant, '/', navigation)
        break
      case 'home':
        yield read(request.applicant, '/api/home')
        break
      case 'own list':
        yield read(request.applicant, '/api/requests')
        break
      case 'waiting list':
        yield read(request.approver, '/api/approvals')
        break
      case 'handled list':
        yield read(request.approver, '/api/approvals?list=handled')
        break
      case 'detail':
        yield read(request.approver, `/api/requests/${request.id}`)
        break
      case 'submit': {
        const payload = { telephone: { from: '', to: `0755-${String(10_000_000 + index)}` } }
        yield write(idleMembers[written % idleMembers.length] ?? '', '/api/requests', { kind: 'info_change', payload })
        break
      }
      case 'decide': {
        const { id, version, seenHash, approver } = openRequests[written % openRequests.length] ?? request
        written += 1
        yield write(approver, `/api/requests/${id}/decision`, {
          version,
          seenHash,
          fields: { position: { verdict: 'agree' } },
        })
        break
      }
    }
  }
}
