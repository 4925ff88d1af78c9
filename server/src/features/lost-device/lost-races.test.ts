import type { MemberActor } from '@desk/shared/identity/actor'
import { and, eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { lostCases, members, notices, outbox, requestEvents, sessions } from '../../db/schema/index.ts'
import { AppError } from '../../kernel/app-error.ts'
import type { JobHandler } from '../../outbox/run-job.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, report, typesOf } from '../../testing/fixtures/lost-device.ts'
import { timesOf } from '../../testing/sample-of-cases.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { requireCase } from './cases/case-queries.ts'
import { devicesHandler, mailboxHandler } from './lock/effect-handlers.ts'
import { exposureHandler } from './lock/exposure-handler.ts'
import { contestCase, decideCase } from './recovery/decide-case.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'

/** Number of runs of each race. */
const RUNS = timesOf(10)

type People = Awaited<ReturnType<typeof lostDeviceCompany>>

/** Runs the acts concurrently, and returns how many succeeded. The others must fail with an error of this app. */
async function countSucceeded(...acts: (() => Promise<unknown>)[]): Promise<number> {
  const outcomes = await Promise.allSettled(acts.map((act) => act()))
  for (const end of outcomes) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(AppError)
  return outcomes.filter(({ status }) => status === 'fulfilled').length
}

async function createSubject(kit: Kit, people: People, run: number): Promise<MemberActor> {
  return kit.given.member({ department: people.department, userid: `subject${String(run)}` })
}

/** Expects that one lock was requested and one confirmed, and that each recipient got one notice. */
async function expectOneLock({ deps }: Kit, id: Awaited<ReturnType<typeof report>>['id'], userid: string) {
  const events = await deps.db.select().from(requestEvents).where(eq(requestEvents.requestId, id))
  const count = (type: string) => events.filter((event) => event.type === type).length
  expect([count('lock_ordered'), count('lock_confirmed')]).toEqual([1, 1])
  expect(deps.wecom.setEnabledCalls.filter((call) => call.userid === userid && !call.isEnabled)).toHaveLength(1)
  const receipts = await deps.db.select().from(notices).where(eq(notices.event, 'device.locked'))
  const notifiedUserids = receipts.filter(({ objectId }) => objectId === id).map((notice) => notice.userid)
  expect(new Set(notifiedUserids).size).toBe(notifiedUserids.length)
  const isActive = and(eq(sessions.userid, userid), isNull(sessions.endedAt))
  expect(await deps.db.$count(sessions, isActive)).toBe(0)
}

describe.skipIf(testDatabase.isEmbedded)('concurrent commands on a case', { timeout: 600_000 }, () => {
  test('two concurrent reports of people who may lock create one case, one lock and one notice each', async ({
    kit,
  }) => {
    const people = await lostDeviceCompany(kit)
    for (let run = 0; run < RUNS; run += 1) {
      const subject = await createSubject(kit, people, run)
      const [one, two] = await Promise.all([
        report(kit, people.ops, subject.userid),
        report(kit, people.second, subject.userid),
      ])
      expect(one.id).toBe(two.id)
      await drainOutbox(kit.deps)
      await expectOneLock(kit, one.id, subject.userid)
      // Otherwise the per-minute budget of messages delays the run by hours.
      kit.deps.clock.advanceSeconds(61)
    }
    expect(await kit.deps.db.$count(lostCases)).toBe(RUNS)
  })

  test('a report concurrent with a contest locks the account: the contest does not stop it', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    for (let run = 0; run < RUNS; run += 1) {
      const subject = await createSubject(kit, people, run)
      const { id } = await report(kit, people.colleague, subject.userid)
      const { version } = await caseFor(kit, subject, id)
      await countSucceeded(
        () => report(kit, people.other, subject.userid),
        () => contestCase(kit.deps, subject, { id, version }),
      )
      await drainOutbox(kit.deps)
      await expectOneLock(kit, id, subject.userid)
      kit.deps.clock.advanceHours(25)
    }
  })

  test('side effects that are given up at the same time are all recorded', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    const { id } = await report(kit, people.second, people.subject.userid)
    const before = (await typesOf(kit, id)).length
    const handlers = [exposureHandler(kit.deps), devicesHandler(kit.deps), mailboxHandler(kit.deps)]
    const job = { id: 1, topic: 'test', payload: { requestId: id }, attempts: 0, fence: 0, lastError: null }
    const giveUp = (handler: JobHandler) =>
      kit.deps.db.transaction(async (tx) => handler.onGiveUp?.(tx, job, { action: 'give_up', cause: 'timeout' }))
    for (let run = 0; run < RUNS; run += 1) await Promise.all(handlers.map(giveUp))
    expect(await typesOf(kit, id)).toHaveLength(before + handlers.length * RUNS)
  })

  test('of a concurrent lock and rejection, one succeeds and the other is refused', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    for (let run = 0; run < RUNS; run += 1) {
      const subject = await createSubject(kit, people, run)
      const { id } = await report(kit, people.colleague, subject.userid)
      const { version } = await caseFor(kit, people.admin, id)
      const decide = (who: MemberActor, decision: 'lock' | 'dismiss') => () =>
        decideCase(kit.deps, who, { id, version, decision, note: '误报' })
      expect(await countSucceeded(decide(people.admin, 'lock'), decide(people.ops, 'dismiss'))).toBe(1)
      await drainOutbox(kit.deps)
      const row = await requireCase(kit.deps.db, id)
      const locks = kit.deps.wecom.setEnabledCalls.filter(({ userid }) => userid === subject.userid).length
      expect([row.phase, locks]).toEqual(row.phase === 'locked' ? ['locked', 1] : ['dismissed', 0])
      kit.deps.clock.advanceHours(25)
    }
  })

  test('an unlock concurrent with a new report leaves the account locked', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    for (let run = 0; run < RUNS; run += 1) {
      const subject = await createSubject(kit, people, run)
      const { id } = await report(kit, people.second, subject.userid)
      await drainOutbox(kit.deps)
      const current = async () => ({ id, version: (await caseFor(kit, people.ops, id)).version })
      await markDeviceFound(kit.deps, people.admin, await current())
      await confirmIdentity(kit.deps, people.admin, { ...(await current()), channel: 'phone' })
      const target = await current()
      await countSucceeded(
        () => unlockCase(kit.deps, people.ops, target),
        () => unlockCase(kit.deps, people.lead, target),
        () => report(kit, people.ops, subject.userid),
      )
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceSeconds(10)
      await drainOutbox(kit.deps)
      expect(kit.deps.wecom.members.get(subject.userid)?.status).toBe(2)
      kit.deps.clock.advanceSeconds(61)
      const open = await kit.deps.db.select().from(lostCases).where(isNull(lostCases.endedAt))
      const subjectCases = open.filter(({ subjectId }) => subjectId === subject.userid)
      expect(subjectCases.map(({ phase }) => phase)).toEqual(['locked'])
      expect(await kit.deps.db.$count(outbox, and(isNull(outbox.doneAt), eq(outbox.topic, 'lost_device.prove')))).toBe(
        0,
      )
    }
  })

  test('when the last two people who could unlock report each other, one of them stays able to unlock', async ({
    kit,
  }) => {
    const { ops, second, lead } = await lostDeviceCompany(kit)
    await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, lead.userid))
    for (let run = 0; run < RUNS; run += 1) {
      const done = await countSucceeded(
        () => report(kit, ops, second.userid),
        () => report(kit, second, ops.userid),
      )
      expect(done).toBe(1)
      await kit.deps.db.update(lostCases).set({ phase: 'closed', endedAt: kit.deps.clock.now() })
    }
  })
})
