import { readStatements, submitStatements } from '@desk/server/testing/database/driver-statements'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { interleave, requestShares } from '../lib/request-mix.ts'
import type { OpenRequest } from './api-environment.ts'

/** The size of the server's own connection pool. */
const CONNECTIONS = 16

export type BaselineName = keyof typeof readStatements | 'submit'

const baselineNames = [...Object.keys(readStatements), 'submit'] as BaselineName[]
const order = interleave(
  Object.fromEntries(baselineNames.map((name) => [name, requestShares[name]])) as Record<BaselineName, number>,
)

/**
 * Reads and writes the same rows with the driver alone, at the rate and in the shares of the load: the lower bound for any
 * server. Returns the times in milliseconds from the scheduled start, by the name of the request.
 */
export async function measureBaseline(
  url: string,
  openRequests: readonly OpenRequest[],
  { perSecond, count }: { perSecond: number; count: number },
): Promise<Record<BaselineName, number[]>> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS })
  const times = Object.fromEntries(baselineNames.map((name) => [name, [] as number[]])) as Record<
    BaselineName,
    number[]
  >
  const run = async (name: BaselineName, index: number): Promise<void> => {
    const request = openRequests[index % openRequests.length]
    if (!request) throw new Error('there is no open request')
    if (name === 'submit') return insertSubmission(pool, index, request.applicant)
    for (const { text, values } of readStatements[name](request)) await pool.query(text, values)
  }
  const startedAt = performance.now()
  const running: Promise<unknown>[] = []
  for (let index = 0; index < count; index += 1) {
    const due = startedAt + (index * 1000) / perSecond
    const waitMs = due - performance.now()
    if (waitMs > 0) await delay(waitMs)
    const name = order[index % order.length] ?? 'detail'
    running.push(run(name, index).then(() => times[name].push(performance.now() - due)))
  }
  await Promise.all(running)
  await pool.end()
  return times
}

async function insertSubmission(pool: pg.Pool, index: number, userid: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const id = `req_floor${String(index).padStart(15, '0')}`
    for (const statement of submitStatements) await client.query(statement, [id, userid])
    await client.query('commit')
  } finally {
    client.release()
  }
}
