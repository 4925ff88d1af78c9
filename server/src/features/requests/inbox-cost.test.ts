import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { type Kit, test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { renewTables } from '../../testing/database/test-database.ts'
import { getRequest } from './inbox/get-request.ts'
import { listApprovals, listMyRequests } from './inbox/list-requests.ts'
import { rowsOf } from '../../db/rows-of.ts'

/** Number of requests of other people. */
const OTHERS = 5000
/** Maximum rows and index entries read for one page of each list; a scan of all requests would read over 5000. */
const MAX_READ = 150

async function countRowsRead({ deps }: Kit): Promise<number> {
  await deps.db.execute(sql`select pg_stat_force_next_flush()`)
  const [read] = await rowsOf<{ count: number }>(
    deps.db,
    sql`select (
      (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where relname like 'request%') +
      (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables where relname like 'request%')
    )::int as count`,
  )
  return read?.count ?? 0
}

/** Inserts requests of other people with other approvers, as in a large company. */
async function fillWithOthers({ deps }: Kit): Promise<void> {
  await deps.db.execute(sql`
    insert into requests (id, no, kind, applicant_id, department_path, payload, seen_hash, state, outcome, decided_by,
      decided_at, version, idempotency_key, body_hash, created_at, updated_at)
    select 'req_other' || n, 'OTHR-' || n, 'info_change', 'other' || n, array[1, 900 + n], '{}', 'x',
      case when n % 2 = 0 then 'open' else 'done' end, '{}', 'boss' || n % 50, now(), 1, 'key' || n, 'x', now(), now()
    from generate_series(1, ${OTHERS}) n`)
  await deps.db.execute(sql`
    insert into request_candidates (request_id, userid, asked_at, closed_at)
    select 'req_other' || n, 'boss' || n % 50, now(), case when n % 2 = 0 then null else now() end
    from generate_series(1, ${OTHERS}) n`)
  await deps.db.execute(sql`analyze requests`)
  await deps.db.execute(sql`analyze request_candidates`)
}

test('lists and a request read few rows, however large the company is', async ({ kit }) => {
  await renewTables()
  const { applicant, admin } = await smallCompany(kit)
  await fillWithOthers(kit)
  const view = await submitInfoChange(kit, applicant)
  const costs: Record<string, number> = {}
  const measure = async (name: string, read: () => Promise<unknown>) => {
    const before = await countRowsRead(kit)
    await read()
    costs[name] = (await countRowsRead(kit)) - before
  }
  await measure('waiting', () => listApprovals(kit.deps, admin, { list: 'waiting' }))
  await measure('handled', () => listApprovals(kit.deps, admin, { list: 'handled' }))
  const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
  await measure('manual tasks', () => listApprovals(kit.deps, ops, { list: 'by_hand' }))
  await measure('mine', () => listMyRequests(kit.deps, applicant, {}))
  await measure('running', () => listMyRequests(kit.deps, applicant, { list: 'running' }))
  await measure('one request', () => getRequest(kit.deps, admin, view.id))
  expect(Object.entries(costs).filter(([, count]) => count > MAX_READ)).toEqual([])
})
