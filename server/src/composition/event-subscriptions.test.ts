import type { DelegationId } from '@desk/shared/kernel/ids'
import { describe, expect } from 'vitest'
import type { Tx } from '../db/database.ts'
import { outbox, policyExceptions, policyRecounts, sessions, workbenchTiles } from '../db/schema/index.ts'
import { type DomainEvents, type Emit, emitTo } from '../domain-events/domain-events.ts'
import { createSession } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy } from '../testing/fixtures/policy.ts'
import { subscriptions } from './event-subscriptions.ts'

/** Emits each event for one person; a policy begins to apply to them. */
async function arrangeEvents(kit: Kit) {
  const { north, south, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'zhao', department: north })
  const { userid } = person
  await createSession(kit.deps, person)
  const audience = { everyone: false, departments: [south], roles: ['hr' as const], partners: false, people: [] }
  const policyId = await createPublishedPolicy(kit, company, draftOf([clause('1')], { audience }))
  const at = kit.deps.clock.now()
  const before = { departmentIds: [north], mainDepartmentId: north, status: 1 }
  const now = { departmentIds: [south], mainDepartmentId: south, status: 2 }
  const members = [{ userid, before, now, drift: ['moved' as const] }]
  const events: DomainEvents = {
    'members.synced': { members, retired: [], isFirst: false, at },
    'members.left': { members, at },
    'members.reported': { userids: [userid], at },
    'directory.filled': { at },
    'departments.moved': { departments: [{ id: north, before: [south, north], isNew: false }], isFirst: false, at },
    'roles.beginning': { userids: [userid], role: 'hr', at },
    'roles.changed': { userids: [userid], role: 'hr', at: [at] },
    'delegations.changed': { id: 'dlg_1' as DelegationId, principal: userid, turns: [{ turn: 'started', at }] },
    'account.locked': { userid, at },
    'account.unlocked': { userid, at },
    'policy.retired': { policyId, at },
    'policy.in_force': { policyId, versionId: 'pov_1', reach: 'told' },
    'workload.changed': { userids: [userid], at },
  }
  const emitAll = async (emit: Emit, tx: Tx) => {
    for (const name of Object.keys(events) as (keyof DomainEvents)[]) await emit(tx, name, events[name])
  }
  return { emitAll }
}

const distinctRows = (rows: readonly unknown[]): string[] => [...new Set(rows.map((row) => JSON.stringify(row)))].sort()

/** Returns jobs, notes and ended sessions. A recount marker may exist twice: it is processed once. */
async function listWrites(tx: Tx) {
  const jobs = await tx.select({ key: outbox.dedupeKey, runAt: outbox.runAt }).from(outbox)
  const marks = await tx
    .select({ policy: policyRecounts.policyId, department: policyRecounts.departmentId })
    .from(policyRecounts)
  return {
    jobs: jobs.map((job) => JSON.stringify(job)).sort(),
    marks: distinctRows(marks),
    exceptions: distinctRows(await tx.select().from(policyExceptions)),
    tiles: distinctRows(await tx.select({ userid: workbenchTiles.userid }).from(workbenchTiles)),
    sessions: distinctRows(await tx.select({ userid: sessions.userid, endedAt: sessions.endedAt }).from(sessions)),
  }
}

describe('subscribers of domain events', () => {
  test('subscribers of domain events write the same rows in any order, also when an event is repeated', async ({
    kit,
  }) => {
    const { emitAll } = await arrangeEvents(kit)
    const list = subscriptions(kit.deps)
    const written = (emit: Emit, times = 1) =>
      new Promise<Awaited<ReturnType<typeof listWrites>>>((resolve, reject) => {
        kit.deps.db
          .transaction(async (tx) => {
            for (let time = 0; time < times; time += 1) await emitAll(emit, tx)
            resolve(await listWrites(tx))
            tx.rollback()
          })
          .catch(reject)
      })
    const once = await written(emitTo(list))
    expect(once.jobs.map((job) => job.replace(/^\{"key":"([\w.]+).*/, '$1'))).toEqual(
      expect.arrayContaining(['delegation.turn', 'policy.round', 'requests.reroute', 'workbench.tile']),
    )
    expect(once.exceptions).toHaveLength(1)
    expect(once.sessions.join()).not.toContain('"endedAt":null')
    expect(await written(emitTo(list.toReversed()))).toEqual(once)
    expect(await written(emitTo(list), 2)).toEqual(once)
  })

  test('subscribers of domain events write nothing when the transaction fails', async ({ kit }) => {
    const { emitAll } = await arrangeEvents(kit)
    const before = await listWrites(kit.deps.db as Tx)
    const failing = kit.deps.db.transaction(async (tx) => {
      await emitAll(kit.deps.emit, tx)
      throw new Error('too late')
    })
    await expect(failing).rejects.toThrow('too late')
    expect(await listWrites(kit.deps.db as Tx)).toEqual(before)
  })
})
