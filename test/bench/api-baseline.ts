import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { interleave, requestShares } from '../lib/request-mix.ts'
import type { OpenRequest } from './api-environment.ts'

/** The size of the server's own connection pool. */
const CONNECTIONS = 16

type Statement = { text: string; values: unknown[] }

/** What the driver reads in place of the server: the rows of each answer, without what the server derives from them. */
const readStatements = {
  home: ({ applicant }) => [
    {
      text: `select * from requests where applicant_id = $1 and state in ('open', 'returned', 'decided', 'executing')
        order by created_at desc, id desc limit 4`,
      values: [applicant],
    },
  ],
  'own list': ({ applicant }) => [
    {
      text: 'select * from requests where applicant_id = $1 order by created_at desc, id desc limit 21',
      values: [applicant],
    },
  ],
  'waiting list': ({ approver }) => [
    {
      text: `select r.* from request_candidates c join requests r on r.id = c.request_id
        where lower(c.userid) = lower($1) and c.closed_at is null order by c.asked_at, c.request_id limit 21`,
      values: [approver],
    },
  ],
  'handled list': ({ approver }) => [
    {
      text: `select * from requests where lower(decided_by) = lower($1) order by decided_at desc, id desc limit 21`,
      values: [approver],
    },
  ],
  detail: ({ id }) => [
    { text: 'select * from requests where id = $1', values: [id] },
    { text: 'select * from request_candidates where request_id = $1', values: [id] },
    { text: 'select * from request_events where request_id = $1 order by seq', values: [id] },
    { text: 'select * from comments where request_id = $1 order by created_at', values: [id] },
  ],
} satisfies Record<string, (request: OpenRequest) => Statement[]>

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

/** The statements that insert the rows of one submitted request: approver, timeline, audit, notice, card and two jobs. */
export const submitStatements = [
  `insert into requests (id, no, kind, applicant_id, department_path, payload, seen_hash, state, outcome, version,
     idempotency_key, body_hash, created_at, updated_at)
   values ($1, $1, 'info_change', $2, array[1, 2], '{}', 'x', 'withdrawn', '{}', 1, $1, 'x', now(), now())`,
  `insert into request_candidates (request_id, userid, asked_at, closed_at) values ($1, $2, now(), now())`,
  `insert into request_events (id, request_id, seq, at, actor_id, type, details) values ('e' || $1, $1, 1, now(), $2, 'submitted', '{}')`,
  `insert into audit_entries (at, actor, action, object, details) values (now(), $2, 'request.submitted', $1, '{}')`,
  `insert into notices (task_id, event, object_id, userid, dedupe_key, state, planned_at) values ('c' || $1, 'request.asked', $1, $2, $1, 'sent', now())`,
  `insert into cards (task_id, request_id, userid, purpose, delivered, round) values ('c' || $1, $1, $2, 'decide', 'no', 1)`,
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence, done_at)
   select 'floor', '{}', $1 || n || $2, $1, now(), 0, 0, now() from generate_series(1, 2) n`,
]
