import { type CallOptions, createAuthorizedCalls } from '../adapters/wecom/authorized-calls.ts'
import { createSecretCipher } from '../adapters/wecom/secret-cipher.ts'
import type { Kit } from './kit.ts'

export const secretOf = { agent: 'agent-secret', contacts: 'contacts-secret' }

/** Creates a small fake platform that counts calls, issues tokens, and refuses what the test sets. */
export function platform() {
  const counts = { gettoken: new Map<string, number>(), calls: 0 }
  const validTokens = new Set<string>()
  let issuedCount = 0
  const self = {
    counts,
    /** Secrets that gettoken accepts. */
    acceptedSecrets: new Set(Object.values(secretOf)),
    /** WeCom's code for an expired token. */
    expiredTokenCode: 42001,
    /** Responses to the next calls, in order. */
    answers: [] as object[],
    gettokens: () => [...counts.gettoken.values()].reduce((sum, count) => sum + count, 0),
    expireTokens: () => validTokens.clear(),
    /** Whether a repeated gettoken returns the same token while it is valid, as documented. */
    repeatsToken: false,
    async fetch(request: Request): Promise<Response> {
      const { pathname, searchParams } = new URL(request.url)
      const secret = searchParams.get('corpsecret') ?? ''
      await Promise.resolve()
      if (pathname.endsWith('/gettoken')) {
        counts.gettoken.set(secret, (counts.gettoken.get(secret) ?? 0) + 1)
        if (!self.acceptedSecrets.has(secret)) return Response.json({ errcode: 40001, errmsg: 'invalid credential' })
        if (!self.repeatsToken) issuedCount += 1
        validTokens.add(`token-${issuedCount}`)
        return Response.json({ errcode: 0, access_token: `token-${issuedCount}`, expires_in: 7200 })
      }
      counts.calls += 1
      const answer = self.answers.shift()
      if (answer) return Response.json(answer)
      const isLive = validTokens.has(searchParams.get('access_token') ?? '')
      return Response.json(isLive ? { errcode: 0 } : { errcode: self.expiredTokenCode, errmsg: 'dead' })
    },
  }
  return self
}

/** Returns the calls of one server to that platform; several of them share the database. */
export const instance = ({ deps }: Kit, target: ReturnType<typeof platform>, overrides: Partial<CallOptions> = {}) =>
  createAuthorizedCalls({
    apiBase: 'http://wecom.test',
    corpId: 'ww1',
    agentId: 1,
    agentSecret: secretOf.agent,
    contactsSecret: secretOf.contacts,
    db: deps.db,
    clock: deps.clock,
    cipher: createSecretCipher(['first'.repeat(8)]),
    fetch: target.fetch,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    ...overrides,
  })
export type Instance = ReturnType<typeof instance>
