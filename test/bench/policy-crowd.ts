import type { PolicyReadingView, SignBody } from '@desk/shared/policies/policy-schemas'
import pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import type { PolicyWorld } from './policy-world.ts'

const AT_ONCE = 32
const WAVE = 500
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

const bodyOf = (view: PolicyReadingView): SignBody => ({
  versionId: view.versionId,
  language: view.language,
  token: view.token,
  openedAt: view.openedAt,
  hashes: Object.fromEntries(view.clauses.map(({ id, hash }) => [id, hash])),
  read: Object.fromEntries(view.clauses.map(({ id, minMs }) => [id, minMs])),
})

/** A crowd reads and signs over HTTP; gives signatures per second of signing, and the 95th percentile of one. */
export async function signByCrowd(
  world: PolicyWorld,
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
      bodies.set(userid, bodyOf((await answer.json()) as PolicyReadingView))
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
export async function floorPerSecond(world: PolicyWorld, policyId: string, count: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: world.database.url, max: AT_ONCE })
  const numbers = Array.from({ length: count }, (_, at) => at)
  const began = performance.now()
  await each(numbers, async (at) => {
    const client = await pool.connect()
    const id = `sig_floor${String(at)}`
    await client.query('begin')
    await client.query(
      `insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
         clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
       select $1, $1, policy_id, version_id, version_no, $1, 0, signed_at, language, basis, clause_hashes, read_map, doc_hash,
         consent, department_id, sealed, hash from policy_signatures where policy_id = $2 limit 1`,
      [id, policyId],
    )
    await client.query(
      `insert into audit_entries (at, actor, action, object, details) values (now(), $1, 'floor', $1, '{"hash":"x"}')`,
      [id],
    )
    await client.query('insert into policy_recounts (policy_id, department_id) values ($1, 1)', [policyId])
    await client.query('commit')
    client.release()
  })
  const seconds = (performance.now() - began) / 1000
  await pool.end()
  return count / seconds
}
