import { Hono, type Context } from 'hono'
import { MAX_LOGGED_CALLS, type SimCall } from './call-log.ts'
import { requireRight, type ApiResult, type Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { WecomRefusal, failureBody, refuse } from './errors.ts'
import { matchFault, type Fault } from './faults.ts'
import { readIncoming, type Incoming, type SimEnv } from './incoming-call.ts'
import { requireFrequency, requireUnbanned } from './limits.ts'
import { FileResult } from './media-file.ts'
import type { TokenKind } from './token-kind.ts'
import { revokeTokens, requireToken, tokenKindOf } from './tokens.ts'
import { nextSeq, type SimulatorContext } from './simulator-context.ts'

type Sleep = (ms: number) => Promise<void>

const byRoute = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]))
const otherMethod = { GET: 'POST', POST: 'GET' } as const

const secretParameters = new Set(['access_token', 'corpsecret'])

const withoutSecrets = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([key]) => !secretParameters.has(key)))

/** Returns `user/update` for `/cgi-bin/user/update`. */
const apiOf = (path: string): string => path.replace('/cgi-bin/', '')

/** Refuses addresses that are not listed for the secret; each secret has its own list. */
const requireAllowedIp = (context: SimulatorContext, token: TokenKind, ip: string): void => {
  const { allowedIps, contactsAllowedIps } = context.state.switches
  const list = token === 'agent' ? allowedIps : contactsAllowedIps
  if (list && !list.includes(ip)) refuse(60020)
}

const callEndpoint = (context: SimulatorContext, endpoint: Endpoint, incoming: Incoming): ApiResult => {
  requireUnbanned(context, incoming.ip)
  const needsToken = endpoint.token !== 'none'
  const token = needsToken ? requireToken(context, incoming.query.access_token) : 'agent'
  if (needsToken) {
    requireAllowedIp(context, token, incoming.ip)
    requireRight(context, endpoint.token, token)
  }
  requireFrequency(context, apiOf(endpoint.path))
  if (incoming.isMalformed) refuse(40058, 'not valid JSON')
  const { query, body, ip, upload } = incoming
  const result = endpoint.run({ context, token, ip, upload, query, body: body ?? {} })
  return result instanceof FileResult ? result : { errcode: 0, errmsg: 'ok', ...result }
}

const failure = (context: SimulatorContext, incoming: Incoming, errcode: number, text: string) =>
  failureBody(
    { errcode, text },
    { ip: incoming.ip, nowMs: context.clock.nowMs(), hint: context.newId('hint').slice(-32) },
  )

type Outcome = { errcode: number; result: ApiResult }

const runEndpoint = (context: SimulatorContext, endpoint: Endpoint, incoming: Incoming): Outcome => {
  try {
    return { errcode: 0, result: callEndpoint(context, endpoint, incoming) }
  } catch (error) {
    if (!(error instanceof WecomRefusal)) throw error
    return { errcode: error.errcode, result: failure(context, incoming, error.errcode, error.message) }
  }
}

/** Closes the connection without a response. */
const closeSocket = (c: Context<SimEnv>): Response => {
  c.env?.outgoing?.destroy()
  return new Response(null, { status: 502, headers: { 'x-simulated': 'connection closed' } })
}

const logCall = (
  context: SimulatorContext,
  incoming: Incoming,
  errcode: SimCall['errcode'],
  fault: Fault | null,
  ms: number,
): void => {
  const { calls } = context.state
  calls.push({
    seq: nextSeq(context.state),
    at: context.clock.nowMs(),
    token: tokenKindOf(context, incoming.query.access_token),
    method: incoming.method,
    path: incoming.path,
    query: withoutSecrets(incoming.query),
    body: incoming.body,
    errcode,
    fault: fault?.id ?? null,
    ms,
  })
  if (calls.length > MAX_LOGGED_CALLS) calls.splice(0, MAX_LOGGED_CALLS / 10)
  context.changed('call')
}

const respond = (c: Context<SimEnv>, result: ApiResult): Response =>
  result instanceof FileResult ? result.toResponse(c.req.header('range')) : c.json(result)

/** Counts concurrent calls by API. A call above the limit is refused with 45033. */
const createConcurrencyLimiter = (context: SimulatorContext) => {
  const inFlight = new Map<string, number>()
  const count = (api: string) => inFlight.get(api) ?? 0
  return {
    isExceeded: (api: string) => count(api) > (context.state.limits.apis[api]?.concurrent ?? Infinity),
    enter: (api: string) => void inFlight.set(api, count(api) + 1),
    leave: (api: string) => void inFlight.set(api, count(api) - 1),
  }
}

/** Serves WeCom's API under its real paths. Other paths respond 501, so that a missing endpoint is noticed. */
export const createCgiBin = (context: SimulatorContext, sleep: Sleep): Hono<SimEnv> => {
  const concurrency = createConcurrencyLimiter(context)
  const answer = async (c: Context<SimEnv>, incoming: Incoming, endpoint: Endpoint): Promise<Response> => {
    const startedAt = performance.now()
    const ms = () => Math.round(performance.now() - startedAt)
    const refuseWith = (errcode: number, fault: Fault | null): Response => {
      logCall(context, incoming, errcode, fault, ms())
      return c.json(failure(context, incoming, errcode, new WecomRefusal(errcode).message))
    }
    if (concurrency.isExceeded(apiOf(incoming.path))) return refuseWith(45033, null)
    const fault = matchFault(context.state.faults, incoming.method, incoming.path)
    if (fault) context.changed('fault')
    const plan = fault?.plan
    switch (plan?.kind) {
      case 'errcode':
        return refuseWith(plan.errcode, fault)
      case 'http':
        logCall(context, incoming, 'http', fault, ms())
        if (plan.body?.startsWith('{'))
          return c.body(plan.body, plan.status as 200, { 'content-type': 'application/json' })
        return c.html(plan.body ?? '<html><body><h1>Bad Gateway</h1></body></html>', plan.status as 502)
      case 'drop':
        logCall(context, incoming, 'dropped', fault, ms())
        return closeSocket(c)
      case 'timeout':
        logCall(context, incoming, 'timeout', fault, plan.ms)
        await sleep(plan.ms)
        return closeSocket(c)
      case 'done-then-dropped':
        runEndpoint(context, endpoint, incoming)
        logCall(context, incoming, 'dropped', fault, plan.ms ?? ms())
        await sleep(plan.ms ?? 0)
        return closeSocket(c)
      case 'kill-tokens':
        revokeTokens(context, plan.errcode)
        break
      case 'slow':
        await sleep(plan.ms)
        break
      case undefined:
    }
    const { errcode, result } = runEndpoint(context, endpoint, incoming)
    logCall(context, incoming, errcode, fault, ms())
    return respond(c, result)
  }
  return new Hono<SimEnv>().all('/cgi-bin/*', async (c) => {
    const incoming = await readIncoming(c)
    const endpoint = byRoute.get(`${incoming.method} ${incoming.path}`)
    if (!endpoint) return respondToUnknownPath(c, context, incoming)
    const api = apiOf(incoming.path)
    concurrency.enter(api)
    try {
      return await answer(c, incoming, endpoint)
    } finally {
      concurrency.leave(api)
    }
  })
}

const respondToUnknownPath = (c: Context<SimEnv>, context: SimulatorContext, incoming: Incoming): Response => {
  const other = otherMethod[incoming.method as 'GET' | 'POST']
  if (byRoute.has(`${other} ${incoming.path}`)) {
    logCall(context, incoming, 40058, null, 0)
    return c.json(failure(context, incoming, 40058, `${new WecomRefusal(40058).message}: use ${other}`))
  }
  logCall(context, incoming, 'http', null, 0)
  return c.text(`NOT SIMULATED: ${incoming.method} ${incoming.path}\n`, 501)
}
