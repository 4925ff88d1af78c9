import type { PolicyReadingView, SignBody } from '@desk/shared/policies/policy-schemas'
import { randomBytes } from 'node:crypto'
import type { LoadRequest } from '../lib/open-loop.ts'
import { signatureOf } from '../lib/sign-policy.ts'
import type { OtherRequests } from '../lib/working-day.ts'
import type { SoakEnvironment } from './soak-environment.ts'
import { PNG_PIXEL } from '../lib/png-pixel.ts'

/** The minimum reading time before the server accepts a signature. */
const READING_MS = 6_000

/** Creates the actions besides requests: reading and signing a policy, uploading an image, exporting and downloading data. */
export function soakActions({ signedIn, policyId, signers, workers }: SoakEnvironment): OtherRequests {
  const unread = [...signers]
  const signable: { userid: string; body: SignBody; signableAt: number }[] = []
  const links: { userid: string; path: string }[] = []
  let lastWorker = 0
  const get = (name: string, userid: string, path: string): LoadRequest => ({
    name,
    method: 'GET',
    path,
    headers: { cookie: signedIn.headersOf(userid)['cookie'] ?? '', accept: 'application/json' },
  })
  const post = (name: string, userid: string, path: string, body: unknown): LoadRequest => ({
    name,
    method: 'POST',
    path,
    headers: { ...signedIn.headersOf(userid), 'idempotency-key': randomBytes(12).toString('hex') },
    body,
  })
  const nextWorker = () => workers[(lastWorker += 1) % workers.length]!.userid
  return {
    reading: {
      share: 2,
      next() {
        const userid = unread.shift()
        if (userid === undefined) return null
        return {
          ...get('reading', userid, `/api/policies/${policyId}`),
          onBody(text) {
            const body = signatureOf(JSON.parse(text) as PolicyReadingView)
            signable.push({ userid, body, signableAt: performance.now() + READING_MS })
          },
        }
      },
    },
    signature: {
      share: 2,
      next() {
        if ((signable[0]?.signableAt ?? Infinity) > performance.now()) return null
        const { userid, body } = signable.shift()!
        return post('signature', userid, `/api/policies/${policyId}/signature`, body)
      },
    },
    upload: {
      share: 2,
      next: () => post('upload', nextWorker(), '/api/attachments', { name: '证明.png', data: PNG_PIXEL }),
    },
    export: {
      share: 2,
      next() {
        const userid = nextWorker()
        return {
          ...post('export', userid, '/api/me/data/export', { format: 'json' }),
          onBody: (text) => void links.push({ userid, path: (JSON.parse(text) as { path: string }).path }),
        }
      },
    },
    download: {
      share: 2,
      next() {
        const link = links.shift()
        return link === undefined ? null : get('download', link.userid, link.path)
      },
    },
  }
}
