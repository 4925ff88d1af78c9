import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { Database } from '../../db/database.ts'
import {
  ipNotAllowedCodes,
  WecomDeferredError,
  WecomRefusedError,
  WecomUnreachableError,
  isRefusal,
} from '../../kernel/app-error.ts'
import {
  deleteRefusal,
  deleteRefusals,
  findActiveRefusal,
  type RefusalKey,
  saveRefusal,
} from '../../kernel/wecom-refusals-queries.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { noTelemetry, type Telemetry } from '../../ports/telemetry.ts'
import { callLimiter } from './call-limiter.ts'
import { type Call, callWecom, type CallTimeouts, type Fetch, get } from './http-call.ts'
import type { SecretCipher } from './secret-cipher.ts'
import { configurationOf, createTokenStore, type IssuedToken, tokenCipher, type TokenName } from './token-store.ts'
import * as wire from './wire.ts'

type AccessTokenName = Extract<TokenName, 'agent_token' | 'contacts_token'>

type AuthorizedCall = <A extends z.ZodType>(call: Call, answer: A) => Promise<z.output<A>>
/** Calls with the app's token, and with the contacts token. */
export type AuthorizedCalls = { asAgent: AuthorizedCall; asContacts: AuthorizedCall }

export type CallOptions = {
  apiBase: string
  corpId: string
  agentId: number
  agentSecret: string
  /** Absent: nothing can be written; such calls are refused with 48002, as by WeCom itself. */
  contactsSecret?: string
  cipher: SecretCipher
  db: Database
  clock: Clock
  log?: Pick<Log, 'warn' | 'error'>
  telemetry?: Pick<Telemetry, 'wecomAnswered'>
  fetch?: Fetch
  timeouts?: CallTimeouts
  sleep?: (ms: number) => Promise<void>
}

/** Pauses before each retry of a call that a person waits for: three at most, and short enough in total. */
const PAUSES_MS = [200, 500, 1_000]
/** WeCom's code for a token without the right for a call (doc 90313). */
const API_FORBIDDEN = 48002
/** How long a refused address is shown after it was last seen. */
const IP_SHOWN_MS = DAY_MS
/** Matches every address: the subject of a refusal is compared by SQL `like`. */
const ANY_ADDRESS = '%'

/**
 * Rate-limit window of an API, in milliseconds. It is the unit of the limit (doc 90313): a minute, unless the page of
 * the API states another. The code does not tell which limit was reached, so an API with an hourly and a longer limit is
 * called again after an hour.
 */
const rateWindowMs: Readonly<Record<string, number>> = {
  // Too many wrong secrets ban the IP address for an hour.
  gettoken: HOUR_MS,
  get_jsapi_ticket: HOUR_MS,
  // Also refused for a month after too many creations (doc 90312), which the code does not distinguish.
  'user/create': HOUR_MS,
  // 1000 groups a day, and 1000 changes an hour, by all apps of the company (doc 90245, 98913). `appchat/send` reaches its
  // limit per minute first (doc 90248).
  'appchat/create': HOUR_MS,
  'appchat/update': HOUR_MS,
  // Refused for a day after too many searches that found nobody (doc 95402).
  'user/getuserid': DAY_MS,
  'user/get_userid_by_email': DAY_MS,
}
const DEFAULT_RATE_WINDOW_MS = MINUTE_MS

/**
 * Creates calls with tokens that are fetched, shared and renewed automatically. Temporary refusals of WeCom are stored.
 */
export function createAuthorizedCalls(options: CallOptions) {
  const { corpId, db, clock } = options
  const { wecomAnswered } = options.telemetry ?? noTelemetry
  const platform = {
    baseUrl: options.apiBase,
    fetch: options.fetch ?? fetch,
    ...(options.timeouts && { timeouts: options.timeouts }),
  }
  const sleep = options.sleep ?? ((ms: number) => delay(ms))
  const cipher = tokenCipher(options.cipher, options)
  const tokens = createTokenStore({ db, clock, cipher, leaseOwner: randomUUID(), sleep })
  const limiter = callLimiter()
  /**
   * Addresses of this server that WeCom refused. A call that succeeds shows that the trusted IPs in the console were
   * corrected. The first success also clears the refusals from before this process started.
   */
  const refusedAddresses = new Map<AccessTokenName, string>([
    ['agent_token', ANY_ADDRESS],
    ['contacts_token', ANY_ADDRESS],
  ])

  async function throwIfDeferred(key: RefusalKey, api: string, configuration = ''): Promise<void> {
    const refusal = await findActiveRefusal(db, key, clock.now())
    if (refusal && refusal.configuration === configuration)
      throw new WecomDeferredError(refusal.errcode, api, refusal.until)
  }

  async function storeRefusal(key: RefusalKey, errcode: number, ms: number, configuration = ''): Promise<Date> {
    const at = clock.now()
    const until = new Date(at.getTime() + ms)
    await saveRefusal(db, { ...key, errcode, configuration, at, until })
    return until
  }

  /** Checks whether the API is blocked, waits for the limiter, sends the call, and records a refusal. */
  async function callWithinLimits<A extends z.ZodType>(call: Call, answer: A): Promise<z.output<A>> {
    const rateLimitKey: RefusalKey = { kind: 'gate', subject: call.api }
    await throwIfDeferred(rateLimitKey, call.api)
    try {
      const send = () => measureCall(call.api, () => callWecom(platform, call, answer))
      const sendLimited = () => (call.isUrgent === true ? send() : limiter.run(send))
      return await (call.isAwaited === true ? retryWhileBusy(sendLimited) : sendLimited())
    } catch (error) {
      if (isRefusal(error, wire.rateCodes)) {
        await storeRefusal(rateLimitKey, error.errcode, rateWindowMs[call.api] ?? DEFAULT_RATE_WINDOW_MS)
        options.log?.warn(
          { api: call.api, errcode: error.errcode },
          'WeCom rate limit reached: calls of this API are deferred',
        )
      }
      throw error
    }
  }

  async function measureCall<Answer>(api: string, send: () => Promise<Answer>): Promise<Answer> {
    const begunAt = performance.now()
    const record = (outcome: string) =>
      wecomAnswered({ api, outcome, seconds: (performance.now() - begunAt) / SECOND_MS })
    try {
      const answer = await send()
      record('ok')
      return answer
    } catch (error) {
      record(outcomeOf(error))
      throw error
    }
  }

  async function retryWhileBusy<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    for (const pause of PAUSES_MS) {
      try {
        return await send()
      } catch (error) {
        if (!isRefusal(error, wire.transientCodes)) throw error
        await sleep(pause)
      }
    }
    return send()
  }

  /**
   * Fetches a token. A refused secret is not tried again for an hour: repeated calls make WeCom ban the IP address
   * (45009).
   */
  async function fetchToken(name: AccessTokenName): Promise<IssuedToken> {
    const corpsecret = name === 'agent_token' ? options.agentSecret : options.contactsSecret
    if (corpsecret === undefined) throw new WecomRefusedError(API_FORBIDDEN, 'gettoken')
    const key: RefusalKey = { kind: 'secret', subject: name }
    const configuration = configurationOf(options, name)
    await throwIfDeferred(key, 'gettoken', configuration)
    try {
      const query = { corpid: corpId, corpsecret }
      const issued = await callWithinLimits(get('gettoken', query), wire.tokenAnswer)
      await deleteRefusal(db, key)
      return { value: issued.access_token, expiresIn: issued.expires_in }
    } catch (error) {
      if (!isRefusal(error, wire.badSecretCodes)) throw error
      const until = await storeRefusal(key, error.errcode, HOUR_MS, configuration)
      options.log?.error(
        { tokenName: name, errcode: error.errcode, until },
        'WeCom refuses the secret: calls are deferred',
      )
      throw new WecomDeferredError(error.errcode, 'gettoken', until)
    }
  }

  async function recordRefusedAddress(name: AccessTokenName, error: WecomRefusedError): Promise<void> {
    if (!ipNotAllowedCodes.includes(error.errcode)) return
    const address = error.fromIp ?? 'unknown'
    refusedAddresses.set(name, address)
    await storeRefusal({ kind: 'ip', subject: `${name} ${address}` }, error.errcode, IP_SHOWN_MS)
    options.log?.error(
      { tokenName: name, address, errcode: error.errcode },
      'WeCom does not allow this server’s IP address',
    )
  }

  async function clearRefusedAddress(name: AccessTokenName): Promise<void> {
    const address = refusedAddresses.get(name)
    if (address === undefined) return
    refusedAddresses.delete(name)
    await deleteRefusals(db, 'ip', `${name} ${address}`)
  }

  async function trackRefusedAddress<Answer>(name: AccessTokenName, call: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await call()
      await clearRefusedAddress(name)
      return answer
    } catch (error) {
      if (error instanceof WecomRefusedError) await recordRefusedAddress(name, error)
      throw error
    }
  }

  /** Calls with a token; when WeCom rejects the token, fetches another and retries once. */
  const authorized =
    (name: AccessTokenName): AuthorizedCall =>
    (call, answer) =>
      trackRefusedAddress(name, async () => {
        const withToken = (access_token: string) =>
          callWithinLimits({ ...call, query: { access_token, ...call.query } }, answer)
        const token = await tokens.get(name, () => fetchToken(name))
        try {
          return await withToken(token.value)
        } catch (error) {
          if (!isRefusal(error, wire.staleTokenCodes)) throw error
          const fresh = await tokens.get(name, () => fetchToken(name), token)
          return withToken(fresh.value)
        }
      })

  const calls: AuthorizedCalls = { asAgent: authorized('agent_token'), asContacts: authorized('contacts_token') }
  return { tokens, calls }
}

function outcomeOf(error: unknown): string {
  if (error instanceof WecomRefusedError) return String(error.errcode)
  return error instanceof WecomUnreachableError ? error.reason : 'failed'
}

/** Turns refusals that mean "none" into null; other errors are rethrown. */
export const nullFor = (codes: readonly number[]) => (error: unknown) => {
  if (isRefusal(error, codes)) return null
  throw error
}
