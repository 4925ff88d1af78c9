import { z } from 'zod'
import { ipNotAllowedCodes, WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import type { AuthorizedCalls } from '../authorized-calls.ts'
import { type Call, callWecom, type Fetch, get, type Platform } from '../http-call.ts'
import * as wire from '../wire.ts'
import { compareShape, type Difference } from './compare-shape.ts'

export type TokenHolder = 'app' | 'contacts'

/** One call and its outcome, without any value of the response. */
export type Observation = {
  api: string
  token: TokenHolder
  outcome:
    | { kind: 'answered'; differences: readonly Difference[] }
    | { kind: 'refused'; errcode: number }
    | { kind: 'unreachable'; reason: WecomUnreachableError['reason'] }
}

export type CheckedTenant = {
  apiBase: string
  corpId: string
  agentId: number
  agentSecret: string
  contactsSecret?: string | undefined
  fetch?: Fetch
}

/**
 * Creates calls with both tokens, kept in memory, that record how each response differs from the schema of the client. A
 * call is never repeated: a wrong secret that is tried often makes WeCom ban the IP address.
 */
export function observeCalls(tenant: CheckedTenant) {
  const platform: Platform = { baseUrl: tenant.apiBase, fetch: tenant.fetch ?? fetch }
  const observations: Observation[] = []
  let refusedAddress: string | null = null

  async function observe<A extends z.ZodType>(token: TokenHolder, call: Call, query: Query, answer: A) {
    const record = (outcome: Observation['outcome']) => void observations.push({ api: call.api, token, outcome })
    try {
      const response = await callWecom(platform, { ...call, query: { ...query, ...call.query } }, z.unknown())
      record({ kind: 'answered', differences: compareShape(withEnvelope(answer), response) })
      const parsed = answer.safeParse(response)
      if (!parsed.success) throw new UnreadableResponseError('bad_answer', call.api)
      return parsed.data
    } catch (error) {
      if (error instanceof WecomRefusedError) {
        record({ kind: 'refused', errcode: error.errcode })
        if (ipNotAllowedCodes.includes(error.errcode)) refusedAddress = error.fromIp
      } else if (error instanceof WecomUnreachableError && !(error instanceof UnreadableResponseError))
        record({ kind: 'unreachable', reason: error.reason })
      throw error
    }
  }

  const tokens = new Map<TokenHolder, Promise<string>>()
  function tokenOf(holder: TokenHolder, secret: string): Promise<string> {
    const query = { corpid: tenant.corpId, corpsecret: secret }
    const token =
      tokens.get(holder) ??
      observe(holder, get('gettoken'), query, wire.tokenAnswer).then(({ access_token }) => access_token)
    tokens.set(holder, token)
    return token
  }

  const withToken =
    (holder: TokenHolder, secret: string | undefined) =>
    async <A extends z.ZodType>(call: Call, answer: A) => {
      if (secret === undefined) throw new NoSecretError()
      return observe(holder, call, { access_token: await tokenOf(holder, secret) }, answer)
    }
  const calls: AuthorizedCalls = {
    asAgent: withToken('app', tenant.agentSecret),
    asContacts: withToken('contacts', tenant.contactsSecret),
  }
  return { calls, observations, refusedAddress: () => refusedAddress }
}

type Query = Record<string, string>

/** The contacts secret is not configured, so nothing was called with it. */
export class NoSecretError extends Error {}

/** WeCom answered, and the answer is recorded, but the client cannot read it. */
class UnreadableResponseError extends WecomUnreachableError {}

const withEnvelope = (answer: z.ZodType): z.ZodType =>
  answer instanceof z.ZodObject
    ? answer.extend({ errcode: z.number().optional(), errmsg: z.string().optional() })
    : answer
