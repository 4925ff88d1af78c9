import * as http from 'node:http'
import * as https from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'

/** A request of a load. */
export type LoadRequest = {
  /** The results are grouped by name. */
  name: string
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: unknown
  /** Receives the body of a successful response. */
  onBody?: (text: string) => void
}

/** The server of a load: a local port with HTTP, or with HTTPS and the certificate of its authority. */
export type Target = number | { port: number; ca: string }

/**
 * Times in milliseconds from the scheduled start to the last byte of the response, by name, and numbers of failures, by name
 * and status, or `lost` without a response. `maxStartDelayMs` is the longest time by which a request was sent later than scheduled.
 */
export type LoadResult = {
  times: ReadonlyMap<string, number[]>
  failed: ReadonlyMap<string, number>
  maxStartDelayMs: number
}

/** Limit of open requests, so that a stalled server does not exhaust this machine. */
const MAX_OPEN = 500

/** Reads a body, and returns it if it is needed. */
async function textOf(response: http.IncomingMessage, isNeeded: boolean): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) if (isNeeded) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(
  target: Target,
  agent: http.Agent,
  { method, path, headers, body, onBody }: LoadRequest,
): Promise<number> {
  const address = typeof target === 'number' ? { host: '127.0.0.1', port: target } : { host: 'localhost', ...target }
  const { request } = typeof target === 'number' ? http : https
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }
    const outgoing = request({ ...address, method, path, agent, headers: { ...headers, ...length } }, (response) => {
      const status = response.statusCode ?? 0
      const isNeeded = onBody !== undefined && isSuccess(status)
      textOf(response, isNeeded).then((received) => {
        if (isNeeded) onBody(received)
        resolve(status)
      }, reject)
    })
    outgoing.once('error', reject)
    outgoing.end(text)
  })
}

const isSuccess = (status: number) => status >= 200 && status <= 299

/**
 * Sends requests at a fixed rate without waiting for responses, and measures each from its scheduled start. Requests
 * scheduled while the server stalls are included. (autocannon waits for responses and repeats one request.)
 */
export async function sendAtRate(
  target: Target,
  perSecond: number,
  requests: Iterable<LoadRequest>,
  onResponse: (name: string, ms: number) => void = () => {},
): Promise<LoadResult> {
  const options = { keepAlive: true, maxSockets: MAX_OPEN }
  const agent = typeof target === 'number' ? new http.Agent(options) : new https.Agent(options)
  const times = new Map<string, number[]>()
  const failed = new Map<string, number>()
  const countFailure = (failure: string) => void failed.set(failure, (failed.get(failure) ?? 0) + 1)
  const open = new Set<Promise<void>>()
  const startedAt = performance.now()
  let maxStartDelayMs = 0
  let sent = 0
  for (const request of requests) {
    const due = startedAt + (sent * 1000) / perSecond
    sent += 1
    const waitMs = due - performance.now()
    if (waitMs > 0) await delay(waitMs)
    if (open.size >= MAX_OPEN) await Promise.race(open)
    maxStartDelayMs = Math.max(maxStartDelayMs, performance.now() - due)
    const sending = send(target, agent, request)
      .then((status) => {
        if (!isSuccess(status)) countFailure(`${request.name} ${String(status)}`)
        const ms = performance.now() - due
        const sameName = times.get(request.name)
        if (sameName) sameName.push(ms)
        else times.set(request.name, [ms])
        onResponse(request.name, ms)
      })
      .catch(() => countFailure(`${request.name} lost`))
      .finally(() => open.delete(sending))
    open.add(sending)
  }
  await Promise.all(open)
  agent.destroy()
  return { times, failed, maxStartDelayMs }
}
