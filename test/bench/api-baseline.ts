import pg from 'pg'

const ROUNDS = 300
const PAUSE_MS = 10

/** Writes and reads the same rows with the driver alone on one connection: the lower bound for any server. */
export async function measureBaseline(url: string): Promise<{ write: number[]; read: number[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const write: number[] = []
  const read: number[] = []
  const [{ userid } = { userid: '' }] = (await client.query<{ userid: string }>('select userid from members limit 1'))
    .rows
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = `req_floor${String(round).padStart(15, '0')}`
    let began = performance.now()
    await client.query('begin')
    for (const statement of submitStatements) await client.query(statement, [id, userid])
    await client.query('commit')
    write.push(performance.now() - began)
    began = performance.now()
    await client.query('select * from requests where applicant_id = $1 order by created_at desc, id desc limit 21', [
      userid,
    ])
    read.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  await client.end()
  return { write, read }
}

/** The rows of one submitted request: approver, timeline, audit, notice, card and two jobs. */
const submitStatements = [
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
