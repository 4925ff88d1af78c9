import { signatureStatements } from '@desk/server/testing/database/driver-statements'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { percentile } from '../lib/measurement.ts'
import { signatureOf } from '../lib/sign-policy.ts'
import type { PolicyEnvironment } from './policy-environment.ts'

/** Concurrent requests of phones. */
const CONCURRENCY = 100
/** The driver is no faster with more on two processors; PostgreSQL with default settings accepts at most 100. */
const DRIVER_CONNECTIONS = 32
/** Members who read at the same time: about as many as do so within a few seconds in a large company. */
const BATCH = 5_000
/** The minimum reading time before the server accepts a signature. */
const READING_MS = 6_000

async function forEachConcurrently<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<void>,
  concurrency = CONCURRENCY,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let index = next++; index < items.length; index = next++) await action(items[index]!)
    }),
  )
}

const openConnections = () => new Agent({ keepAlive: true, maxSockets: CONCURRENCY })

type Answer = { status: number; text: string }

/**
 * Sends a request over connections that stay open, with little overhead: the load generator shares the processors with the
 * server, and `fetch` alone would take a third of them.
 */
function send(
  agent: Agent,
  url: string,
  { headers, body }: { headers: Record<string, string>; body?: string },
): Promise<Answer> {
  const method = body === undefined ? 'GET' : 'POST'
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.once('error', reject)
    })
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      // The server closed an idle connection while it was used again. Repeating the request is safe here.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET')
        resolve(send(agent, url, { headers, ...(body !== undefined && { body }) }))
      else reject(error)
    })
    outgoing.end(body)
  })
}

type SigningOptions = {
  /** Returns the CPU time so far of the processes that serve signers, in milliseconds. Called when a batch begins and ends. */
  cpu?: () => number
  /** The number of members who have signed already, and are skipped. */
  skip?: number
}

/**
 * Lets `count` members read and sign over HTTP; returns the signatures per second, and for one signature the 95th percentile
 * of its response time and its CPU time, in milliseconds.
 */
export async function measureSigning(
  environment: Pick<PolicyEnvironment, 'base' | 'headersOf' | 'signIn'>,
  policyId: string,
  count: number,
  { cpu = () => 0, skip = 0 }: SigningOptions = {},
): Promise<{ perSecond: number; p95: number; cpuMs: number }> {
  const times: number[] = []
  let signingMs = 0
  let cpuMs = 0
  for (let from = 0; from < count; from += BATCH) {
    const userids = Array.from(
      { length: Math.min(BATCH, count - from) },
      (_, index) => `m${String(skip + from + index + 1).padStart(7, '0')}`,
    )
    await environment.signIn(userids)
    const bodies = new Map<string, string>()
    const reading = openConnections()
    await forEachConcurrently(userids, async (userid) => {
      const headers = environment.headersOf(userid)
      const { status, text } = await send(reading, `${environment.base}/api/policies/${policyId}`, { headers })
      if (status !== 200) throw new Error(`reading got ${String(status)}: ${text}`)
      bodies.set(userid, JSON.stringify(signatureOf(JSON.parse(text) as PolicyReadingView)))
    })
    reading.destroy()
    await delay(READING_MS)
    const signing = openConnections()
    const [began, cpuBefore] = [performance.now(), cpu()]
    await forEachConcurrently(userids, async (userid) => {
      const requestedAt = performance.now()
      const { status, text } = await send(signing, `${environment.base}/api/policies/${policyId}/signature`, {
        headers: environment.headersOf(userid),
        body: bodies.get(userid)!,
      })
      if (status !== 201) throw new Error(`signing got ${String(status)}: ${text}`)
      times.push(performance.now() - requestedAt)
    })
    signingMs += performance.now() - began
    cpuMs += cpu() - cpuBefore
    signing.destroy()
  }
  return {
    perSecond: (count / signingMs) * 1000,
    cpuMs: cpuMs / count,
    p95: percentile(times, 95),
  }
}

/** Writes the same rows with the driver alone, the upper bound for any server; returns the signatures per second. */
export async function measureBaselinePerSecond(
  environment: Pick<PolicyEnvironment, 'database'>,
  policyId: string,
  count: number,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: environment.database.url, max: DRIVER_CONNECTIONS })
  const numbers = Array.from({ length: count }, (_, index) => index)
  const write = async (index: number) => {
    const client = await pool.connect()
    await client.query('begin')
    for (const statement of signatureStatements(index, policyId)) await client.query(statement)
    await client.query('commit')
    client.release()
  }
  const began = performance.now()
  await forEachConcurrently(numbers, write, DRIVER_CONNECTIONS)
  const seconds = (performance.now() - began) / 1000
  await pool.end()
  return count / seconds
}
