import { Hono, type Context } from 'hono'
import { MAX_LOGGED_CALLS, type SimCall } from './call-log.ts'
import { requireRight, type Answer, type Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { WecomRefusal, failureBody, refuse } from './errors.ts'
import { faultFor, type Fault } from './faults.ts'
import { readIncoming, type Incoming, type SimEnv } from './incoming-call.ts'
import { requireFrequency, requireUnbanned } from './limits.ts'
import { FileAnswer } from './media-file.ts'
import type { TokenKind } from './token-kind.ts'
import { revokeTokens, requireToken, tokenKindOf } from './tokens.ts'
import { nextSeq, type SimulatorContext } from './simulator-context.ts'

type Sleep = (ms: number) => Promise<void>

const byRoute = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]))
const otherMethod = { GET: 'POST', POST: 'GET' } as const

const secretParameters = new Set(['access_token', 'corpsecret'])

const withoutSecrets = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([key]) => !secretParameters.has(key)))

/** `user/update` of `/cgi-bin/user/update`. */
const apiOf = (path: string): string => path.replace('/cgi-bin/', '')

/** Each secret has a list of its own. */
const requireAllowedIp = (context: SimulatorContext, token: TokenKind, ip: string): void => {
  const { allowedIps, contactsAllowedIps } = context.state.switches
  const list = token === 'agent' ? allowedIps : contactsAllowedIps
  if (list && !list.includes(ip)) refuse(60020)
}

const answerTo = (context: SimulatorContext, endpoint: Endpoint, incoming: Incoming): Answer => {
  requireUnbanned(context, incoming.ip)
  const needsToken = endpoint.token !== 'none'
  const token = needsToken ? requireToken(context, incoming.query.access_token) : 'agent'
  if (needsToken) {
    requireAllowedIp(context, token, incoming.ip)
    requireRight(context, endpoint.token, token)
  }
  requireFrequency(context, apiOf(endpoint.path))
  if (incoming.malformed) refuse(40035, 'Warning: wrong json format.')
  const { query, body, ip, upload } = incoming
  const answer = endpoint.run({ context, token, ip, upload, query, body: body ?? {} })
  return answer instanceof FileAnswer ? answer : { errcode: 0, errmsg: 'ok', ...answer }
}

const failure = (context: SimulatorContext, incoming: Incoming, errcode: number, text: string) =>
  failureBody(
    { errcode, text },
    { ip: incoming.ip, nowMs: context.clock.nowMs(), hint: context.newId('hint').slice(-32) },
  )

type Outcome = { errcode: number; answer: Answer }

const run = (context: SimulatorContext, endpoint: Endpoint, incoming: Incoming): Outcome => {
  try {
    return { errcode: 0, answer: answerTo(context, endpoint, incoming) }
  } catch (error) {
    if (!(error instanceof WecomRefusal)) throw error
    return { errcode: error.errcode, answer: failure(context, incoming, error.errcode, error.message) }
  }
}

/** Ends the connection without a word, as a dying proxy does. */
const closeSocket = (c: Context<SimEnv>): Response => {
  c.env?.outgoing?.destroy()
  return new Response(null, { status: 502, headers: { 'x-simulated': 'connection closed' } })
}

const log = (
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

const respond = (c: Context<SimEnv>, answer: Answer): Response =>
  answer instanceof FileAnswer ? answer.toResponse(c.req.header('range')) : c.json(answer)

/** Calls of one API that are under way; above its limit the next is turned away (45033). */
const createConcurrencyLimiter = (context: SimulatorContext) => {
  const underWay = new Map<string, number>()
  const count = (api: string) => underWay.get(api) ?? 0
  return {
    isFull: (api: string) => count(api) > (context.state.limits.apis[api]?.concurrent ?? Infinity),
    enter: (api: string) => void underWay.set(api, count(api) + 1),
    leave: (api: string) => void underWay.set(api, count(api) - 1),
  }
}

/** The platform's API under its real paths. What it does not know answers 501, so that nothing passes by accident. */
export const createCgiBin = (context: SimulatorContext, sleep: Sleep): Hono<SimEnv> => {
  const turnstile = createConcurrencyLimiter(context)
  const handle = async (c: Context<SimEnv>, incoming: Incoming, endpoint: Endpoint): Promise<Response> => {
    const startedAt = performance.now()
    const ms = () => Math.round(performance.now() - startedAt)
    const refusedWith = (errcode: number, fault: Fault | null): Response => {
      log(context, incoming, errcode, fault, ms())
      return c.json(failure(context, incoming, errcode, new WecomRefusal(errcode).message))
    }
    if (turnstile.isFull(apiOf(incoming.path))) return refusedWith(45033, null)
    const fault = faultFor(context.state.faults, incoming.method, incoming.path)
    if (fault) context.changed('fault')
    const plan = fault?.plan
    switch (plan?.kind) {
      case 'errcode':
        return refusedWith(plan.errcode, fault)
      case 'http':
        log(context, incoming, 'http', fault, ms())
        if (plan.body?.startsWith('{'))
          return c.body(plan.body, plan.status as 200, { 'content-type': 'application/json' })
        return c.html(plan.body ?? '<html><body><h1>Bad Gateway</h1></body></html>', plan.status as 502)
      case 'drop':
        log(context, incoming, 'dropped', fault, ms())
        return closeSocket(c)
      case 'timeout':
        log(context, incoming, 'timeout', fault, plan.ms)
        await sleep(plan.ms)
        return closeSocket(c)
      case 'done-then-dropped':
        run(context, endpoint, incoming)
        log(context, incoming, 'dropped', fault, plan.ms ?? ms())
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
    const { errcode, answer } = run(context, endpoint, incoming)
    log(context, incoming, errcode, fault, ms())
    return respond(c, answer)
  }
  return new Hono<SimEnv>().all('/cgi-bin/*', async (c) => {
    const incoming = await readIncoming(c)
    const endpoint = byRoute.get(`${incoming.method} ${incoming.path}`)
    if (!endpoint) return answerUnknown(c, context, incoming)
    const api = apiOf(incoming.path)
    turnstile.enter(api)
    try {
      return await handle(c, incoming, endpoint)
    } finally {
      turnstile.leave(api)
    }
  })
}

const answerUnknown = (c: Context<SimEnv>, context: SimulatorContext, incoming: Incoming): Response => {
  const other = otherMethod[incoming.method as 'GET' | 'POST']
  if (byRoute.has(`${other} ${incoming.path}`)) {
    log(context, incoming, 40058, null, 0)
    return c.json(failure(context, incoming, 40058, `${new WecomRefusal(40058).message}: use ${other}`))
  }
  log(context, incoming, 'http', null, 0)
  return c.text(`NOT SIMULATED: ${incoming.method} ${incoming.path}\n`, 501)
}
