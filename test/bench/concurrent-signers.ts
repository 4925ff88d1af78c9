import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { signatureOf } from '../lib/sign-policy.ts'
import { floorRows } from './policy-rows.ts'
import type { PolicyWorld } from './policy-environment.ts'

/** Phones whose answer is awaited, in a company that was just told. */
const AT_ONCE = 100
/** With more, the bare driver is no faster on two processors, and a PostgreSQL with its defaults takes no more than 100. */
const DRIVER_CONNECTIONS = 32
/** As many read at the same time as a large company has in a few seconds. */
const WAVE = 5_000
/** Reading takes its time, whoever reads: nobody signs sooner. */
const READING_MS = 6_000

async function each<Item>(items: readonly Item[], act: (item: Item) => Promise<void>, atOnce = AT_ONCE): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let at = next++; at < items.length; at = next++) await act(items[at]!)
    }),
  )
}

const openConnections = () => new Agent({ keepAlive: true, maxSockets: AT_ONCE })

type Answer = { status: number; text: string }

/**
 * As phones do it: over connections that stay open, and with as little of our own as possible. The load generator stands on
 * the same processors as what it measures, and the floor pays for no client: `fetch` alone would take a third of them.
 */
function send(
  agent: Agent,
  url: string,
  { headers, body }: { headers: Record<string, string>; body?: string },
): Promise<Answer> {
  const method = body === undefined ? 'GET' : 'POST'
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.once('error', reject)
    })
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      // The server closed a connection that had been idle, just as it was used again. Asking twice does no harm here.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET')
        resolve(send(agent, url, { headers, ...(body !== undefined && { body }) }))
      else reject(error)
    })
    outgoing.end(body)
  })
}

/** A crowd reads and signs over HTTP; gives signatures per second of signing, and the 95th percentile of one. */
export async function signByCrowd(
  world: Pick<PolicyWorld, 'base' | 'headersOf' | 'signIn'>,
  policyId: string,
  crowd: number,
): Promise<{ perSecond: number; p95: number }> {
  const times: number[] = []
  let signingMs = 0
  for (let from = 0; from < crowd; from += WAVE) {
    const userids = Array.from(
      { length: Math.min(WAVE, crowd - from) },
      (_, at) => `m${String(from + at + 1).padStart(7, '0')}`,
    )
    await world.signIn(userids)
    const bodies = new Map<string, string>()
    const reading = openConnections()
    await each(userids, async (userid) => {
      const headers = world.headersOf(userid)
      const { status, text } = await send(reading, `${world.base}/api/policies/${policyId}`, { headers })
      if (status !== 200) throw new Error(`reading answered ${String(status)}: ${text}`)
      bodies.set(userid, JSON.stringify(signatureOf(JSON.parse(text) as PolicyReadingView)))
    })
    reading.destroy()
    await delay(READING_MS)
    const signing = openConnections()
    const began = performance.now()
    await each(userids, async (userid) => {
      const pressed = performance.now()
      const { status, text } = await send(signing, `${world.base}/api/policies/${policyId}/signature`, {
        headers: world.headersOf(userid),
        body: bodies.get(userid)!,
      })
      if (status !== 201) throw new Error(`signing answered ${String(status)}: ${text}`)
      times.push(performance.now() - pressed)
    })
    signingMs += performance.now() - began
    signing.destroy()
  }
  return {
    perSecond: (crowd / signingMs) * 1000,
    p95: times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0,
  }
}

/** The same rows by the driver alone, as fast as it can: what no server could be faster than. */
export async function floorPerSecond(
  world: Pick<PolicyWorld, 'database'>,
  policyId: string,
  count: number,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: world.database.url, max: DRIVER_CONNECTIONS })
  const numbers = Array.from({ length: count }, (_, at) => at)
  const write = async (at: number) => {
    const client = await pool.connect()
    await client.query('begin')
    for (const statement of floorRows(at, policyId)) await client.query(statement)
    await client.query('commit')
    client.release()
  }
  const began = performance.now()
  await each(numbers, write, DRIVER_CONNECTIONS)
  const seconds = (performance.now() - began) / 1000
  await pool.end()
  return count / seconds
}
