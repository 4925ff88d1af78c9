import { setTimeout as delay } from 'node:timers/promises'
import { getTableName, is, type SQL, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { beforeAll, describe, expect } from 'vitest'
import type { Tx } from '../db/database.ts'
import * as schema from '../db/schema/index.ts'
import { refreshBeforeRead } from '../features/policies/roster/jobs/refresh-counters.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy } from '../testing/fixtures/policy.ts'
import type { RoleCall } from '../testing/roles/role-call.ts'
import { otherRoleCommands, roleCommands, roleCalls, createRoleCall } from '../testing/roles/role-calls.ts'
import { onOtherConnection, testDatabase } from '../testing/database/test-database.ts'
import { rowsOf } from '../db/rows-of.ts'
import { sampleOfCases } from '../testing/sample-of-cases.ts'

/** PostgreSQL's code for a lock that `nowait` does not wait for. */
const LOCK_NOT_AVAILABLE = '55P03'

const me = ({ by }: RoleCall) => by.userid.toLowerCase()
const endRoles = (call: RoleCall) =>
  sql`update role_grants set ended_at = now() where lower(userid) = ${me(call)} and ended_at is null`
const lockRoles = (call: RoleCall) => sql`select 1 from role_grants where lower(userid) = ${me(call)} for update`
const restoreRoles = (call: RoleCall) => sql`update role_grants set ended_at = null where lower(userid) = ${me(call)}`
const disableAccount = (call: RoleCall) => sql`update members set status = 2 where lower(userid) = ${me(call)}`
const enableAccount = (call: RoleCall) => sql`update members set status = 1 where lower(userid) = ${me(call)}`

const sumOf = (name: string) =>
  `select '${name}', md5(coalesce(string_agg(one::text, ' ' order by one::text), '')) from "${name}" as one`

// A function is planned once for each connection: planning a sum of each table takes as long as reading it.
beforeAll(async () => {
  const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))
  const sums = tables
    .map((table) => getTableName(table))
    .filter((name) => name !== 'sessions')
    .map(sumOf)
  const body = `begin return query ${sums.join(' union all ')}; end`
  await testDatabase.db.execute(
    sql.raw(
      `create or replace function checksums() returns table (name text, sum text) language plpgsql as $$ ${body} $$`,
    ),
  )
})

/** Returns a checksum of every table, read by one statement; `sessions` is left out, since each call signs in. */
async function checksums(tx: Tx): Promise<Record<string, unknown>> {
  const rows = await rowsOf<{ name: string; sum: string }>(tx, sql`select name, sum from checksums()`)
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]))
}

const sendCall = ({ deps }: Kit, { by, path, body }: RoleCall): Promise<Response> =>
  Promise.resolve(
    createTestClient(deps).requestAs(by, 'POST', path, body, { 'idempotency-key': 'race-00000000000000001' }),
  )

/** Resolves once a statement waits for a lock in this database, or the call returns without waiting. */
async function waitUntilBlocked({ deps }: Kit, response: Promise<Response>): Promise<void> {
  let isAnswered = false
  void response.finally(() => (isAnswered = true))
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while (!isAnswered && (await rowsOf(deps.db, waiting)).length === 0) await delay(5)
}

/**
 * Calls the route while a transaction holds `lock` and `meanwhile` runs. Returns the status of the response after the commit,
 * and the checksums before and after.
 */
async function callDuring(kit: Kit, call: RoleCall, during: { lock: SQL; meanwhile?: () => Promise<unknown> }) {
  const started = await kit.deps.db.transaction(async (tx) => {
    await tx.execute(during.lock)
    const before = await checksums(tx)
    return onOtherConnection(async () => {
      const response = sendCall(kit, call)
      await waitUntilBlocked(kit, response)
      await during.meanwhile?.()
      return { before, response }
    })
  })
  const { status } = await started.response
  return { status, before: started.before, after: await kit.deps.db.transaction(checksums) }
}

/** Returns whether the actor's roles can be ended now without waiting for a lock. */
const canEndNow = ({ deps }: Kit, call: RoleCall): Promise<boolean> => {
  const take = sql`select 1 from role_grants where lower(userid) = ${me(call)} and ended_at is null for update nowait`
  return deps.db.execute(take).then(
    () => true,
    (error: { cause?: { code?: string } }) => {
      if (error.cause?.code !== LOCK_NOT_AVAILABLE) throw error
      return false
    },
  )
}

async function endRolesNow(kit: Kit, call: RoleCall): Promise<void> {
  expect(await canEndNow(kit, call)).toBe(true)
  await kit.deps.db.execute(endRoles(call))
}

/** Sends a reminder while the caller's wider role ends; the role of department admin remains. */
async function remindDuring(kit: Kit, lock: (userid: string) => SQL) {
  const people = await policyCompany(kit)
  for (const department of [people.north, people.south, people.south]) await kit.given.member({ department })
  const by = await kit.given.member({ department: people.north, roles: ['ops'], adminOf: [people.north] })
  const id = await createPublishedPolicy(kit, people, draftOf([clause('1')]))
  const call = { by, path: `/api/policies/${id}/urge`, body: {} }
  const { status } = await callDuring(kit, call, { lock: lock(by.userid) })
  const rows = await rowsOf<{ details: unknown }>(
    kit.deps.db,
    sql`select details from audit_entries where action = 'policy.urged'`,
  )
  return { status, north: people.north, urged: rows.map(({ details }) => details) }
}

const commands = [...roleCommands, ...otherRoleCommands]

test('every command with a role rule has a call', () => {
  expect(commands.filter((route) => !(route in roleCalls))).toEqual([])
  expect(Object.keys(roleCalls).filter((route) => !commands.some((command) => command === route))).toEqual([])
})

describe.skipIf(testDatabase.isEmbedded)('a role that ended during a command', { timeout: 120_000 }, () => {
  // In `npm test` a third of the commands meets each of two events. That each call can succeed is also tested in
  // `audit-readers.test.ts`.
  const [disabling, late] = [0, 1].map((turn) => new Set<string>(sampleOfCases(commands, turn, 3)))
  test.for(commands)('%s fails without effect when the role ended during the command', async (route, { kit }) => {
    const call = await createRoleCall(kit, route)
    // Counts that are stale are refreshed by the next reader, which is not an effect of the command.
    await refreshBeforeRead(kit.deps)

    const ended = await callDuring(kit, call, { lock: endRoles(call) })
    expect([404, 403]).toContain(ended.status)
    expect(ended.after).toEqual(ended.before)
    await kit.deps.db.execute(restoreRoles(call))

    // The command also fails for an account that was disabled while the command waited.
    if (disabling?.has(route)) {
      const disabled = await callDuring(kit, call, {
        lock: lockRoles(call),
        meanwhile: () => kit.deps.db.execute(disableAccount(call)),
      })
      expect(disabled.status).toBe(401)
      const { members: _disabled, ...untouched } = disabled.before
      expect(disabled.after).toMatchObject(untouched)
      await kit.deps.db.execute(enableAccount(call))
    }

    // The role may also end while the command waits for its row, since ending a role waits for no other row.
    if (call.row) {
      const blocked = await callDuring(kit, call, { lock: call.row, meanwhile: () => endRolesNow(kit, call) })
      expect([404, 403]).toContain(blocked.status)
      const { role_grants: _ended, ...before } = blocked.before
      expect(blocked.after).toMatchObject(before)
      await kit.deps.db.execute(restoreRoles(call))
    }

    // After its role check, the role can only end after the command.
    if (!late?.has(route)) return
    const lockAudit = sql`lock table audit_entries in share row exclusive mode`
    const expectRolesLocked = async () => expect(await canEndNow(kit, call)).toBe(false)
    const executed = await callDuring(kit, call, { lock: lockAudit, meanwhile: expectRolesLocked })
    expect(executed.status).toBeLessThan(300)
    expect(executed.after['audit_entries']).not.toBe(executed.before['audit_entries'])
  })
})

describe.skipIf(testDatabase.isEmbedded)('a role that ended during a reminder', () => {
  test('of two roles that allow a reminder, the narrower applies when the wider one ended', async ({ kit }) => {
    const endOps = (userid: string) =>
      sql`update role_grants set ended_at = now() where userid = ${userid} and role = 'ops'`
    const { status, north, urged } = await remindDuring(kit, endOps)
    expect({ status, urged }).toMatchObject({ status: 200, urged: [{ department: north }] })
  })
})
