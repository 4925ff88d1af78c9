import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** One request of a load: what it is counted as, and how it is sent. */
export type Shot = {
  name: string
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: unknown
}

/** Milliseconds from the moment it was due to the last byte of its answer, by name; and how many failed. */
export type Load = { times: ReadonlyMap<string, number[]>; failed: ReadonlyMap<string, number>; longestLateMs: number }

/** At most so many at once: a server that stands still must not fill this machine. */
const MOST_OPEN = 500

function send(agent: Agent, port: number, { method, path, headers, body }: Shot): Promise<number> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }
    const outgoing = request(
      { host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...length } },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
        answer.once('error', reject)
      },
    )
    outgoing.once('error', reject)
    outgoing.end(text)
  })
}

/**
 * Sends shot after shot at a fixed rate, whether or not the ones before were answered, and counts each from the moment at
 * which it was due: a server that stalls is not spared the requests that would have come meanwhile. (autocannon and its
 * like wait for answers, and their requests are all alike.)
 */
export async function shootAtRate(port: number, perSecond: number, shots: Iterable<Shot>): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN })
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
    const one = send(agent, port, shot)
      .then((status) => {
        if (status < 200 || status > 299)
          failed.set(`${shot.name} ${String(status)}`, (failed.get(`${shot.name} ${String(status)}`) ?? 0) + 1)
        times.set(shot.name, [...(times.get(shot.name) ?? []), performance.now() - due])
      })
      .catch(() => void failed.set(`${shot.name} lost`, (failed.get(`${shot.name} lost`) ?? 0) + 1))
      .finally(() => open.delete(one))
    open.add(one)
  }
  await Promise.all(open)
  agent.destroy()
  return { times, failed, longestLateMs }
}
