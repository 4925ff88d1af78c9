import type { PolicyReadingView, SignBody } from '@desk/shared/policies/policy-schemas'
import pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { signatureOf } from '../lib/sign-policy.ts'
import { floorRows } from './policy-rows.ts'
import type { PolicyWorld } from './policy-world.ts'

const AT_ONCE = 32
/** As many read at the same time as a large company has in a few seconds. */
const WAVE = 5_000
/** Reading takes its time, whoever reads: nobody signs sooner. */
const READING_MS = 6_000

async function each<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let at = next++; at < items.length; at = next++) await act(items[at]!)
    }),
  )
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
    const bodies = new Map<string, SignBody>()
    await each(userids, async (userid) => {
      const answer = await fetch(`${world.base}/api/policies/${policyId}`, { headers: world.headersOf(userid) })
      if (!answer.ok) throw new Error(`reading answered ${String(answer.status)}: ${await answer.text()}`)
      bodies.set(userid, signatureOf((await answer.json()) as PolicyReadingView))
    })
    await delay(READING_MS)
    const began = performance.now()
    await each(userids, async (userid) => {
      const pressed = performance.now()
      const answer = await fetch(`${world.base}/api/policies/${policyId}/signature`, {
        method: 'POST',
        headers: world.headersOf(userid),
        body: JSON.stringify(bodies.get(userid)),
      })
      if (answer.status !== 201) throw new Error(`signing answered ${String(answer.status)}: ${await answer.text()}`)
      await answer.arrayBuffer()
      times.push(performance.now() - pressed)
    })
    signingMs += performance.now() - began
  }
  return {
    perSecond: (crowd / signingMs) * 1000,
    p95: times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0,
  }
}

/** The same rows by the driver alone, as many at once: what no server could be faster than. */
export async function floorPerSecond(
  world: Pick<PolicyWorld, 'database'>,
  policyId: string,
  count: number,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: world.database.url, max: AT_ONCE })
  const numbers = Array.from({ length: count }, (_, at) => at)
  const began = performance.now()
  await each(numbers, async (at) => {
    const client = await pool.connect()
    await client.query('begin')
    for (const statement of floorRows(at, policyId)) await client.query(statement)
    await client.query('commit')
    client.release()
  })
  const seconds = (performance.now() - began) / 1000
  await pool.end()
  return count / seconds
}
