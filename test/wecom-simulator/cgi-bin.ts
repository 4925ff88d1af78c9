import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { callsKept, type SimCall } from './call-log.ts'
import { requireRight, type Answer, type Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { WecomRefusal, failureBody, refuse } from './errors.ts'
import { faultFor, type Fault } from './faults.ts'
import { killTokens, requireToken, tokenKindOf } from './tokens.ts'
import { nextSeq, type World } from './world.ts'

/** In-process calls (`app.request`) have no socket. */
export type SimEnv = { Bindings: Partial<HttpBindings> }
type Sleep = (ms: number) => Promise<void>

const byRoute = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]))
const otherMethod = { GET: 'POST', POST: 'GET' } as const

type Incoming = {
  method: string
  path: string
  query: Record<string, string>
  body: unknown
  malformed: boolean
  ip: string
}

const secretParameters = new Set(['access_token', 'corpsecret'])

const withoutSecrets = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([key]) => !secretParameters.has(key)))

const read = async (c: Context<SimEnv>): Promise<Incoming> => {
  const text = c.req.method === 'POST' ? await c.req.text() : ''
  const incoming = {
    method: c.req.method,
    path: c.req.path,
    query: c.req.query(),
    ip: c.env?.incoming?.socket.remoteAddress ?? '127.0.0.1',
  }
  try {
    return { ...incoming, body: text === '' ? undefined : (JSON.parse(text) as unknown), malformed: false }
  } catch {
    return { ...incoming, body: text, malformed: true }
  }
}

const answerTo = (world: World, endpoint: Endpoint, incoming: Incoming): Answer => {
  const { switches } = world.state
  const needsToken = endpoint.token !== 'none'
  const token = needsToken ? requireToken(world, incoming.query.access_token) : 'agent'
  if (needsToken) {
    if (switches.allowedIps && !switches.allowedIps.includes(incoming.ip)) refuse(60020)
    requireRight(world, endpoint.token, token)
  }
  if (incoming.malformed) refuse(40035, 'Warning: wrong json format.')
  const answer = endpoint.run({ world, token, query: incoming.query, body: incoming.body ?? {} })
  return { errcode: 0, errmsg: 'ok', ...answer }
}

const failure = (world: World, incoming: Incoming, errcode: number, text: string) =>
  failureBody({ errcode, text }, { ip: incoming.ip, nowMs: world.clock.nowMs(), hint: world.newId('hint').slice(-32) })

type Outcome = { errcode: number; answer: Answer }

const run = (world: World, endpoint: Endpoint, incoming: Incoming): Outcome => {
  try {
    return { errcode: 0, answer: answerTo(world, endpoint, incoming) }
  } catch (error) {
    if (!(error instanceof WecomRefusal)) throw error
    return { errcode: error.errcode, answer: failure(world, incoming, error.errcode, error.message) }
  }
}

/** Ends the connection without a word, as a dying proxy does. */
const closeSocket = (c: Context<SimEnv>): Response => {
  c.env?.outgoing?.destroy()
  return new Response(null, { status: 502, headers: { 'x-simulated': 'connection closed' } })
}

const log = (world: World, incoming: Incoming, errcode: SimCall['errcode'], fault: Fault | null, ms: number): void => {
  const { calls } = world.state
  calls.push({
    seq: nextSeq(world.state),
    at: world.clock.nowMs(),
    token: tokenKindOf(world, incoming.query.access_token),
    method: incoming.method,
    path: incoming.path,
    query: withoutSecrets(incoming.query),
    body: incoming.body,
    errcode,
    fault: fault?.id ?? null,
    ms,
  })
  if (calls.length > callsKept) calls.splice(0, callsKept / 10)
  world.changed('call')
}

/** The platform's API under its real paths. What it does not know answers 501, so that nothing passes by accident. */
export const createCgiBin = (world: World, sleep: Sleep): Hono<SimEnv> => {
  const app = new Hono<SimEnv>()
  app.all('/cgi-bin/*', async (c) => {
    const startedAt = performance.now()
    const ms = () => Math.round(performance.now() - startedAt)
    const incoming = await read(c)
    const endpoint = byRoute.get(`${incoming.method} ${incoming.path}`)
    if (!endpoint) return answerUnknown(c, world, incoming)
    const fault = faultFor(world.state.faults, incoming.method, incoming.path)
    if (fault) world.changed('fault')
    const plan = fault?.plan
    switch (plan?.kind) {
      case 'errcode':
        log(world, incoming, plan.errcode, fault, ms())
        return c.json(failure(world, incoming, plan.errcode, new WecomRefusal(plan.errcode).message))
      case 'http':
        log(world, incoming, 'http', fault, ms())
        if (plan.body?.startsWith('{'))
          return c.body(plan.body, plan.status as 200, { 'content-type': 'application/json' })
        return c.html(plan.body ?? '<html><body><h1>Bad Gateway</h1></body></html>', plan.status as 502)
      case 'drop':
        log(world, incoming, 'dropped', fault, ms())
        return closeSocket(c)
      case 'timeout':
        log(world, incoming, 'timeout', fault, plan.ms)
        await sleep(plan.ms)
        return closeSocket(c)
      case 'done-then-dropped':
        run(world, endpoint, incoming)
        log(world, incoming, 'dropped', fault, plan.ms ?? ms())
        await sleep(plan.ms ?? 0)
        return closeSocket(c)
      case 'kill-tokens':
        killTokens(world, plan.errcode)
        break
      case 'slow':
        await sleep(plan.ms)
        break
      case undefined:
    }
    const { errcode, answer } = run(world, endpoint, incoming)
    log(world, incoming, errcode, fault, ms())
    return c.json(answer)
  })
  return app
}

const answerUnknown = (c: Context<SimEnv>, world: World, incoming: Incoming): Response => {
  const other = otherMethod[incoming.method as 'GET' | 'POST']
  if (byRoute.has(`${other} ${incoming.path}`)) {
    log(world, incoming, 40058, null, 0)
    return c.json(failure(world, incoming, 40058, `${new WecomRefusal(40058).message}: use ${other}`))
  }
  log(world, incoming, 'http', null, 0)
  return c.text(`NOT SIMULATED: ${incoming.method} ${incoming.path}\n`, 501)
}
