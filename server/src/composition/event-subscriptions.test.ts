import type { DelegationId } from '@desk/shared/kernel/ids'
import { eq, like } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Tx } from '../db/database.ts'
import {
  accountBatches,
  accountOpenings,
  auditEntries,
  confirmationRecounts,
  departureReports,
  members,
  outbox,
  partners,
  policyExceptions,
  policyRecounts,
  sessions,
  workbenchTiles,
} from '../db/schema/index.ts'
import { type DomainEvents, type Emit, emitTo } from '../domain-events/domain-events.ts'
import { startCampaign } from '../testing/fixtures/confirmation.ts'
import { createApprovedChange, toPosition } from '../testing/fixtures/info-change.ts'
import { createSession } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy } from '../testing/fixtures/policy.ts'
import { subscriptions } from './event-subscriptions.ts'

/** Returns a function that emits every event for one person, to whom a policy begins to apply. */
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
    'delegations.changed': { id: 'dlg_1' as DelegationId, principal: userid, changes: [{ change: 'started', at }] },
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

/** Returns jobs, marks to count again, exceptions, tiles and sessions. A mark may exist twice: it is processed once. */
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

/** Inserts an invited joiner, and a report that they left. */
async function insertJoiner({ deps }: Kit, userid: string, departmentId: number): Promise<void> {
  const at = deps.clock.now()
  const batchId = deps.ids.next('accountBatch')
  const submission = { submittedBy: 'hr', submittedAt: at, idempotencyKey: userid, bodyHash: '' }
  await deps.db.insert(accountBatches).values({ id: batchId, ...submission })
  await deps.db.insert(accountOpenings).values({
    id: deps.ids.next('accountOpening'),
    batchId,
    no: 1,
    userid,
    name: userid,
    position: '检验员',
    departmentId,
    departmentPath: [],
    startsOn: '2026-03-17',
    state: 'invited',
    submittedBy: 'hr',
    accountCreatedAt: at,
    invitedAt: at,
    updatedAt: at,
    inviteCount: 1,
    lateNotices: 0,
    version: 1,
  })
  await deps.db.insert(departureReports).values({
    id: deps.ids.next('departureReport'),
    userid,
    reporterId: 'limin',
    reportedAt: at,
    lastDay: '2026-03-17',
    note: '',
    answer: '',
  })
}

/**
 * Returns a function that emits events for two joiners while a campaign is open. One is active now, marked as a partner,
 * and has the position from before a completed change; the other left.
 */
async function arrangeAccountEvents(kit: Kit) {
  const { applicant, department } = await createApprovedChange(kit, toPosition)
  const { userid } = applicant
  const hr = await kit.given.member({ userid: 'hr', department, roles: ['hr'] })
  await startCampaign(kit, hr)
  const gone = await kit.given.member({ userid: 'gone', department })
  for (const joiner of [userid, gone.userid]) await insertJoiner(kit, joiner, department)
  const storedFields = { position: toPosition.position.from, isMarkedPartner: true }
  await kit.deps.db.update(members).set(storedFields).where(eq(members.userid, userid))
  const at = kit.deps.clock.now()
  const place = { departmentIds: [department], mainDepartmentId: department }
  const statusChange = (member: string, from: number, to: number) => ({
    userid: member,
    before: { ...place, status: from },
    now: { ...place, status: to },
    drift: ['status' as const, 'position' as const],
  })
  const emitAll = async (emit: Emit, tx: Tx) => {
    await emit(tx, 'members.synced', { members: [statusChange(userid, 4, 1)], retired: [], isFirst: false, at })
    await emit(tx, 'members.left', { members: [statusChange(gone.userid, 1, 5)], at })
  }
  return { emitAll }
}

/** Returns jobs, partners, reports, joiners with their audit, and marks to count again. */
async function listAccountWrites(tx: Tx) {
  // The ids of cards depend on the order in which they are created.
  const sorted = (rows: readonly unknown[]) =>
    rows.map((row) => JSON.stringify(row).replace(/\bcrd_\d+/, 'crd_')).sort()
  const { topic, dedupeKey, runAt } = outbox
  const { company, since, setBy } = partners
  const { handledAt, handledBy, outcome } = departureReports
  const { state, activatedAt, version } = accountOpenings
  const { departmentId, campaignId } = confirmationRecounts
  return {
    jobs: sorted(await tx.select({ topic, dedupeKey, runAt }).from(outbox)),
    partners: await tx.select({ userid: partners.userid, company, since, setBy }).from(partners),
    reports: sorted(
      await tx.select({ userid: departureReports.userid, handledAt, handledBy, outcome }).from(departureReports),
    ),
    joiners: sorted(
      await tx.select({ userid: accountOpenings.userid, state, activatedAt, version }).from(accountOpenings),
    ),
    audit: sorted(
      await tx
        .select({ action: auditEntries.action, object: auditEntries.object })
        .from(auditEntries)
        .where(like(auditEntries.action, 'account.%')),
    ),
    recounts: distinctRows(await tx.select({ departmentId, campaignId }).from(confirmationRecounts)),
    marks: distinctRows(await tx.select({ department: policyRecounts.departmentId }).from(policyRecounts)),
  }
}

/** Returns what a transaction reads after its writes, which are rolled back. */
const readRolledBack = <Read>({ deps }: Kit, write: (tx: Tx) => Promise<void>, read: (tx: Tx) => Promise<Read>) =>
  new Promise<Read>((resolve, reject) => {
    deps.db
      .transaction(async (tx) => {
        await write(tx)
        resolve(await read(tx))
        tx.rollback()
      })
      .catch(reject)
  })

/** Creates a function that emits the events `times` times and returns what their subscribers write. */
const writtenBy =
  <Read>(kit: Kit, emitAll: (emit: Emit, tx: Tx) => Promise<void>, read: (tx: Tx) => Promise<Read>) =>
  (emit: Emit, times = 1) =>
    readRolledBack(
      kit,
      async (tx) => {
        for (let time = 0; time < times; time += 1) await emitAll(emit, tx)
      },
      read,
    )

describe('subscribers of domain events', () => {
  test('subscribers of domain events write the same rows in any order, even when an event is repeated', async ({
    kit,
  }) => {
    const { emitAll } = await arrangeEvents(kit)
    const list = subscriptions(kit.deps)
    const written = writtenBy(kit, emitAll, listWrites)
    const once = await written(emitTo(list))
    expect(once.jobs.map((job) => job.replace(/^\{"key":"([\w.]+).*/, '$1'))).toEqual(
      expect.arrayContaining(['delegation.turn', 'policy.round', 'requests.reroute', 'workbench.tile']),
    )
    expect(once.exceptions).toHaveLength(1)
    expect(once.sessions.join()).not.toContain('"endedAt":null')
    expect(await written(emitTo(list.toReversed()))).toEqual(once)
    expect(await written(emitTo(list), 2)).toEqual(once)
  })

  test('subscribers about joiners, partners, leavers, changes and campaigns write the same rows in any order, even when an event is repeated', async ({
    kit,
  }) => {
    const { emitAll } = await arrangeAccountEvents(kit)
    const list = subscriptions(kit.deps)
    const written = writtenBy(kit, emitAll, listAccountWrites)
    const once = await written(emitTo(list))
    expect(once.jobs.join()).toContain('"topic":"info_change.set_back"')
    expect(once.partners).toMatchObject([{ userid: 'guoji', company: '', setBy: 'system:directory' }])
    expect(once.reports.map((row) => row.replace(/.*"userid":"(\w+)".*"outcome":(\w+|"gone").*/, '$1 $2'))).toEqual([
      'gone "gone"',
      'guoji null',
    ])
    expect(once.joiners.map((row) => row.replace(/.*"userid":"(\w+)","state":"(\w+)".*/, '$1 $2'))).toEqual([
      'gone cancelled',
      'guoji activated',
    ])
    expect(once.audit).toHaveLength(2)
    expect(once.recounts).not.toEqual([])
    expect(once.marks).not.toEqual([])
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
