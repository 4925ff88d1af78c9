import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, downloadLinks, outbox, sessions, wecomSecrets } from '../../db/schema/index.ts'
import { verifyFirstHandlers, jobHandlers } from '../../composition/job-handlers.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { claimJob } from '../../outbox/outbox-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { restoreMarker } from '../../outbox/restore-marker.ts'
import type { LastSeen } from '../../ports/last-seen-audit.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { getOutbox } from '../outbox-admin/get-outbox.ts'
import { pauseOutbox } from '../outbox-admin/pause-outbox.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { declareRestored } from './declare-restored.ts'
import { reconcilePendingJobs } from './jobs/reconcile-pending-jobs.ts'
import { suppressUntilResumed } from './jobs/suppress-until-resumed.ts'
import { recordLastSeen, detectRestoredDatabase } from './jobs/detect-restored-database.ts'

const readMarker = async ({ deps }: Kit) => (await readSetting(deps.db, restoreMarker)).value
const createVerifyFirstHandlers = async (kit: Kit) =>
  verifyFirstHandlers(kit.deps, (await readMarker(kit))?.lastJob ?? 0)

/** Creates a change that was approved and pending when the backup was taken; the approval card had been sent. */
async function createAgreedChange(kit: Kit) {
  const { applicant, admin, department } = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'chenhaiyan', department, roles: ['ops'] })
  const view = await submitInfoChange(kit, applicant)
  await drainOutbox(kit.deps)
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: agree }))
  return { applicant, department, ops, view, recipients: () => kit.deps.wecom.sent.map(({ userid }) => userid) }
}

/** Changes a member in WeCom after the backup, so that the database lacks the change. */
function changeInWecom({ deps: { wecom } }: Kit, userid: string, change: object): void {
  wecom.members.set(userid, { ...wecom.members.get(userid)!, ...change })
}

const memoryLastSeen = (first: LastSeen | null) => {
  let seen = first
  return { read: async () => seen, write: async (now: LastSeen) => void (seen = now) }
}

describe('a restored database', () => {
  test('a restored database sends nothing, has no sessions, accepts no links, and is reported as restored', async ({
    kit,
  }) => {
    const { ops } = await createAgreedChange(kit)
    const { db, clock } = kit.deps
    const actor = await kit.given.member({ userid: 'wang' })
    const at = clock.now()
    const times = { createdAt: at, lastSeenAt: at, confirmedAt: at, roleUsedAt: at, expiresAt: new Date(+at + 9e8) }
    const device = { browserHash: 'x', userAgent: 'x', clientNetwork: 'x' }
    await db.insert(sessions).values({ tokenHash: 'x', ref: 'ses_x', userid: actor.userid, ...times, ...device })
    const link = { tokenHash: 'l', userid: actor.userid, what: 'audit', query: {}, createdAt: at }
    await db.insert(downloadLinks).values({ ...link, expiresAt: new Date(+at + 60_000) })
    await db.insert(wecomSecrets).values({ name: 'agent_token', value: 'old', expiresAt: new Date(+at + 9e6) })
    expect(await claimJob(db, at, 60_000)).not.toBeNull()

    expect(await declareRestored(kit.deps, 'declared')).toEqual({ sessions: 1, links: 1 })
    expect((await db.select().from(sessions)).filter(({ endedAt }) => endedAt === null)).toEqual([])
    expect((await db.select().from(downloadLinks))[0]?.usedAt).toEqual(at)
    expect(await db.$count(wecomSecrets)).toBe(0)
    expect(await claimJob(db, new Date(+at + 9e7), 60_000)).toBeNull()
    expect((await db.select().from(outbox)).filter(({ leasedUntil }) => leasedUntil !== null)).toEqual([])
    expect(await getOutbox(kit.deps, jobHandlers(kit.deps), ops)).toMatchObject({
      paused: true,
      restored: { because: 'declared', lookedAt: null },
    })
    const [entry] = await db.select().from(auditEntries).where(eq(auditEntries.action, 'database.restored'))
    expect(entry?.details).toEqual({ because: 'declared', sessions: 1, links: 1 })
  })

  test('a restored database does not repeat changes that WeCom already has, and notifies no member again', async ({
    kit,
  }) => {
    const { applicant, ops, view, recipients } = await createAgreedChange(kit)
    await declareRestored(kit.deps, 'declared')
    changeInWecom(kit, applicant.userid, { position: '高级质检工程师', telephone: '0755-2000' })
    expect(await reconcilePendingJobs(kit.deps, jobHandlers(kit.deps))).toBe('done')
    const { requestAs } = createTestClient(kit.deps)
    const health = await (await requestAs(ops, 'GET', '/api/settings/outbox')).json()
    expect(health).toMatchObject({
      restored: { found: [{ topic: 'info_change.apply', done: 1, open: 0, unknown: 0 }] },
    })
    const before = recipients()
    await pauseOutbox(kit.deps, ops, { isPaused: false })
    await drainOutbox(kit.deps, await createVerifyFirstHandlers(kit))
    expect(kit.deps.wecom.updates).toEqual([])
    expect((await getRequest(kit.deps, applicant, view.id)).state).toBe('done')
    // Cards in chats are updated; no member receives a new one.
    expect(recipients()).toEqual(before)
    expect((await readMarker(kit))?.resumedAt).not.toBeNull()
  })

  test('a restored database applies the changes that WeCom lacks, once', async ({ kit }) => {
    const { applicant, ops, view } = await createAgreedChange(kit)
    await declareRestored(kit.deps, 'declared')
    await reconcilePendingJobs(kit.deps, jobHandlers(kit.deps))
    expect((await readMarker(kit))?.found).toEqual([{ topic: 'info_change.apply', done: 0, open: 1, unknown: 0 }])
    await pauseOutbox(kit.deps, ops, { isPaused: false })
    await drainOutbox(kit.deps, await createVerifyFirstHandlers(kit))
    expect(kit.deps.wecom.updates).toHaveLength(1)
    expect((await getRequest(kit.deps, applicant, view.id)).state).toBe('done')
  })

  test('a restored database sends notifications of requests made after the restore', async ({ kit }) => {
    const { applicant, ops, recipients } = await createAgreedChange(kit)
    await declareRestored(kit.deps, 'declared')
    await pauseOutbox(kit.deps, ops, { isPaused: false })
    const handlers = await createVerifyFirstHandlers(kit)
    await drainOutbox(kit.deps, handlers)
    const before = recipients().length
    await submitInfoChange(kit, applicant, { position: { from: '高级质检工程师', to: '主管' } })
    await drainOutbox(kit.deps, handlers)
    expect(recipients().slice(before)).toEqual(['limin'])
  })

  test('a restored database locks no account twice, and locks one that is not locked yet', async ({ kit }) => {
    const { subject, other, ops } = await lostDeviceCompany(kit)
    await report(kit, subject, subject.userid)
    await report(kit, other, other.userid)
    await declareRestored(kit.deps, 'declared')
    changeInWecom(kit, subject.userid, { status: 2 })
    await reconcilePendingJobs(kit.deps, jobHandlers(kit.deps))
    expect((await readMarker(kit))?.found).toContainEqual({ topic: 'lost_device.prove', done: 1, open: 1, unknown: 0 })
    await pauseOutbox(kit.deps, ops, { isPaused: false })
    await drainOutbox(kit.deps, await createVerifyFirstHandlers(kit))
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: other.userid, isEnabled: false }])
  })

  test('a restored database records scheduled notifications without sending them until it is resumed', async ({
    kit,
  }) => {
    const { department, ops, recipients } = await createAgreedChange(kit)
    const another = await kit.given.member({ department })
    await declareRestored(kit.deps, 'declared')
    const suppressed = suppressUntilResumed(kit.deps, await readMarker(kit))
    const deps = { ...kit.deps, afterRestore: suppressed.afterRestore }
    await submitInfoChange({ ...kit, deps }, another, { position: { from: '店员', to: '主管' } })
    await pauseOutbox(kit.deps, ops, { isPaused: false })
    const before = recipients().length
    await drainOutbox(kit.deps, await createVerifyFirstHandlers(kit))
    expect(recipients()).toHaveLength(before)
    await suppressed.refresh()
    expect(suppressed.afterRestore.suppressesNotifications()).toBe(false)
  })
})

describe('detectRestoredDatabase', () => {
  test('detectRestoredDatabase detects once that this machine has seen newer audit entries than the database contains', async ({
    kit,
  }) => {
    const { ops } = await createAgreedChange(kit)
    const seen = memoryLastSeen(null)
    await recordLastSeen({ ...kit.deps, seen })
    const newest = (await seen.read())!
    expect(await detectRestoredDatabase({ ...kit.deps, seen })).toBeNull()

    const ahead = { ...newest, auditSeq: newest.auditSeq + 5 }
    expect(await detectRestoredDatabase({ ...kit.deps, seen: memoryLastSeen(ahead) })).toMatchObject({
      because: 'older_than_seen',
    })
    // Another instance, which has also seen the lost audit entries, starts after ops have resumed the outbox.
    kit.deps.clock.advanceSeconds(60)
    await pauseOutbox(kit.deps, ops, { isPaused: false })
    await detectRestoredDatabase({ ...kit.deps, seen: memoryLastSeen(ahead) })
    expect((await readMarker(kit))?.resumedAt).not.toBeNull()
  })

  test('a server whose database is replaced by an older one while it runs declares the restore', async ({ kit }) => {
    await createAgreedChange(kit)
    const seen = memoryLastSeen(null)
    await recordLastSeen({ ...kit.deps, seen })
    const newest = (await seen.read())!
    await seen.write({ ...newest, auditSeq: newest.auditSeq + 3 })
    kit.deps.clock.advanceSeconds(60)
    expect(await recordLastSeen({ ...kit.deps, seen })).toMatchObject({ because: 'older_than_seen', resumedAt: null })
    expect((await readSetting(kit.deps.db, outboxPause)).value).toBe(true)
    kit.deps.clock.advanceSeconds(60)
    expect(await recordLastSeen({ ...kit.deps, seen })).toMatchObject({ because: 'older_than_seen' })
    const declared = await kit.deps.db.$count(auditEntries, eq(auditEntries.action, 'database.restored'))
    expect(declared).toBe(1)
  })

  test('a database that was empty at the start counts as new, although this machine has seen a database with more entries', async ({
    kit,
  }) => {
    const seen = memoryLastSeen({ auditSeq: 7000, at: kit.deps.clock.now().toISOString() })
    expect(await detectRestoredDatabase({ ...kit.deps, seen })).toBeNull()
    await createAgreedChange(kit)
    kit.deps.clock.advanceSeconds(60)
    expect(await recordLastSeen({ ...kit.deps, seen })).toBeNull()
  })
})
