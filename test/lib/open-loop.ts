import * as http from 'node:http'
import * as https from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'

/** One request of a load: what it is counted as, and how it is sent. */
export type Shot = {
  name: string
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: unknown
  /** Is told the body of an answer that is no failure. */
  hear?: (text: string) => void
}

/** Where the shots go: a port of this machine, spoken to in the clear or under a name that this authority vouches for. */
export type Target = number | { port: number; ca: string }

/** Milliseconds from the moment it was due to the last byte of its answer, by name; and how many failed. */
export type Load = { times: ReadonlyMap<string, number[]>; failed: ReadonlyMap<string, number>; longestLateMs: number }

/** At most so many at once: a server that stands still must not fill this machine. */
const MOST_OPEN = 500

/** Only what is listened to is kept. */
async function textOf(answer: http.IncomingMessage, isHeard: boolean): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) if (isHeard) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(target: Target, agent: http.Agent, { method, path, headers, body, hear }: Shot): Promise<number> {
  const to = typeof target === 'number' ? { host: '127.0.0.1', port: target } : { host: 'localhost', ...target }
  const { request } = typeof target === 'number' ? http : https
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }
    const outgoing = request({ ...to, method, path, agent, headers: { ...headers, ...length } }, (answer) => {
      const status = answer.statusCode ?? 0
      const hears = hear !== undefined && isFine(status)
      textOf(answer, hears).then((said) => {
        if (hears) hear(said)
        resolve(status)
      }, reject)
    })
    outgoing.once('error', reject)
    outgoing.end(text)
  })
}

const isFine = (status: number) => status >= 200 && status <= 299

/**
 * Sends shot after shot at a fixed rate, whether or not the ones before were answered, and counts each from the moment at
 * which it was due: a server that stalls is not spared the requests that would have come meanwhile. (autocannon and its
 * like wait for answers, and their requests are all alike.)
 */
export async function shootAtRate(
  target: Target,
  perSecond: number,
  shots: Iterable<Shot>,
  onAnswer: (name: string, ms: number) => void = () => {},
): Promise<Load> {
  const options = { keepAlive: true, maxSockets: MOST_OPEN }
  const agent = typeof target === 'number' ? new http.Agent(options) : new https.Agent(options)
  const times = new Map<string, number[]>()
  const failed = new Map<string, number>()
  const open = new Set<Promise<void>>()
  const began = performance.now()
  let longestLateMs = 0
  let sent = 0
  for (const shot of shots) {
    const due = began + (sent * 1000) / perSecond
    sent += 1
    const early = due - performance.now()
    if (early > 0) await delay(early)
    if (open.size >= MOST_OPEN) await Promise.race(open)
    longestLateMs = Math.max(longestLateMs, performance.now() - due)
    const one = send(target, agent, shot)
      .then((status) => {
        if (!isFine(status))
          failed.set(`${shot.name} ${String(status)}`, (failed.get(`${shot.name} ${String(status)}`) ?? 0) + 1)
        const ms = performance.now() - due
        const known = times.get(shot.name)
        if (known) known.push(ms)
        else times.set(shot.name, [ms])
        onAnswer(shot.name, ms)
      })
      .catch(() => void failed.set(`${shot.name} lost`, (failed.get(`${shot.name} lost`) ?? 0) + 1))
      .finally(() => open.delete(one))
    open.add(one)
  }
  await Promise.all(open)
  agent.destroy()
  return { times, failed, longestLateMs }
}
