import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { Exposure } from '@desk/shared/lost-device/lost-device-schemas'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { lostCases } from '../../../db/schema/index.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { LOG_DELAY_MS } from '../../../ports/wecom-protection.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { caseFor, lostDeviceCompany, report, typesOf } from '../../../testing/fixtures/lost-device.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { requireCase } from '../cases/case-queries.ts'
import { enqueueEffect } from '../cases/enqueue-case-jobs.ts'
import { EXPOSURE_TOPIC, LATE_EXPOSURE_TOPIC } from '../cases/lost-topics.ts'
import { amendCase } from '../recovery/decide-case.ts'

async function advance({ deps }: Kit, ms: number): Promise<string[]> {
  deps.clock.advanceSeconds(ms / 1_000)
  return drainOutbox(deps)
}

/** Locks an account whose log has these sign-ins, given in minutes before now, and reads the log for the first time. */
async function createReadCase(kit: Kit, signIns: readonly number[] = []) {
  const people = await lostDeviceCompany(kit)
  const { clock, wecom } = kit.deps
  const signInAt = (minutesAgo: number) => ({ at: new Date(now - minutesAgo * 60_000), type: 4, ip: '1.2.3.*' })
  const now = clock.now().getTime()
  const setLog = (minutes: readonly number[]) => {
    wecom.protection.operations = minutes.map(signInAt)
  }
  setLog(signIns)
  const { id } = await report(kit, people.ops, people.subject.userid)
  await drainOutbox(kit.deps)
  await advance(kit, 5_000)
  const exposure = async () => (await caseFor(kit, people.ops, id)).exposure
  const countReadings = async () => (await typesOf(kit, id)).filter((type) => type === 'exposure_read').length
  return { people, id, setLog, exposure, countReadings, lockedAt: now }
}

const iso = (ms: number) => new Date(ms).toISOString()

test('a sign-in that reaches the log late is found by the second reading, which is in the timeline like the first', async ({
  kit,
}) => {
  const { exposure, setLog, countReadings, lockedAt } = await createReadCase(kit)
  const completeAt = iso(lockedAt + LOG_DELAY_MS)
  const reading = { at: iso(lockedAt + 5_000), completeAt, state: 'preliminary' }
  expect(await exposure()).toMatchObject({ state: 'clear', reading })
  setLog([3])
  expect(await advance(kit, LOG_DELAY_MS - 6_000)).not.toContain(LATE_EXPOSURE_TOPIC)
  expect(await exposure()).toMatchObject({ state: 'clear', reading })
  await advance(kit, 1_000)
  expect(await exposure()).toMatchObject({
    state: 'found',
    count: 1,
    items: [{ type: 'new_device', ip: '1.2.3.*' }],
    reading: { at: completeAt, completeAt, state: 'final' },
  })
  expect(await countReadings()).toBe(2)
  expect(await advance(kit, 2 * LOG_DELAY_MS)).not.toContain(LATE_EXPOSURE_TOPIC)
})

test('the second reading replaces the first and lists each sign-in once', async ({ kit }) => {
  const { exposure, setLog } = await createReadCase(kit, [5])
  expect(await exposure()).toMatchObject({ state: 'found', count: 1, reading: { state: 'preliminary' } })
  setLog([5, 2])
  await advance(kit, LOG_DELAY_MS)
  expect(await exposure()).toMatchObject({ state: 'found', count: 2, reading: { state: 'final' } })
  expect((await exposure())?.items).toHaveLength(2)
})

test('nothing found is final only after the second reading, also when the case was closed meanwhile', async ({
  kit,
}) => {
  const { id, exposure } = await createReadCase(kit)
  const closed = { phase: 'closed' as const, endedAt: kit.deps.clock.now() }
  await kit.deps.db.update(lostCases).set(closed).where(eq(lostCases.requestId, id))
  await advance(kit, LOG_DELAY_MS)
  expect(await exposure()).toMatchObject({ state: 'clear', reading: { state: 'final' } })
})

test.for([
  ['is no longer readable', null],
  ['no longer has the rows of a member outside the range', []],
] as const)('the first result stays, with a reading that failed, if the log %s', async ([, operations], { kit }) => {
  const { exposure, countReadings } = await createReadCase(kit, [5])
  const first = await exposure()
  kit.deps.wecom.protection.operations = operations && [...operations]
  await advance(kit, LOG_DELAY_MS)
  expect(await exposure()).toEqual({ ...first, reading: { ...first?.reading, state: 'failed' } })
  expect(await countReadings()).toBe(2)
})

test('the first result stays, with a reading that failed, if WeCom refuses the second reading', async ({ kit }) => {
  const { exposure } = await createReadCase(kit)
  const first = await exposure()
  kit.deps.wecom.listOperations = () => Promise.reject(new WecomRefusedError(60111, 'security/member_oper_log/list'))
  await advance(kit, LOG_DELAY_MS)
  expect(await exposure()).toEqual({ ...first, reading: { ...first?.reading, state: 'failed' } })
})

test('sign-ins that were found stay when an earlier job is repeated and WeCom refuses it', async ({ kit }) => {
  const { id, exposure } = await createReadCase(kit, [5])
  const first = await exposure()
  kit.deps.wecom.listOperations = () => Promise.reject(new WecomRefusedError(60111, 'security/member_oper_log/list'))
  const row = await requireCase(kit.deps.db, id)
  await kit.deps.db.transaction((tx) => enqueueEffect(kit.deps, tx, EXPOSURE_TOPIC, row))
  await drainOutbox(kit.deps)
  expect(await exposure()).toEqual({ ...first, reading: { ...first?.reading, state: 'failed' } })
})

test('a period that is no longer in the log is shown as unavailable, not as clear', async ({ kit }) => {
  const { id, exposure } = await createReadCase(kit)
  await kit.deps.db.update(lostCases).set({ exposure: null }).where(eq(lostCases.requestId, id))
  await advance(kit, 200 * 24 * HOUR_MS)
  expect(await exposure()).toMatchObject({ state: 'unavailable', reading: { state: 'final' } })
})

test('a log that could not be read the first time is read the second time', async ({ kit }) => {
  const { wecom } = kit.deps
  const read = wecom.listOperations.bind(wecom)
  wecom.listOperations = () => Promise.resolve(null)
  const { exposure } = await createReadCase(kit, [5])
  expect(await exposure()).toMatchObject({ state: 'unavailable', reading: { state: 'preliminary' } })
  wecom.listOperations = read
  await advance(kit, LOG_DELAY_MS)
  expect(await exposure()).toMatchObject({ state: 'found', reading: { state: 'final' } })
})

test('after a lock is confirmed again, the final reading waits for the delay from that confirmation', async ({
  kit,
}) => {
  const { id, exposure, lockedAt } = await createReadCase(kit)
  const confirmedAt = new Date(lockedAt + HOUR_MS)
  await kit.deps.db.update(lostCases).set({ confirmedAt }).where(eq(lostCases.requestId, id))
  await advance(kit, LOG_DELAY_MS)
  expect((await exposure())?.reading?.state).toBe('preliminary')
  await advance(kit, HOUR_MS)
  expect(await exposure()).toMatchObject({ to: confirmedAt.toISOString(), reading: { state: 'final' } })
})

test('an older case keeps its result without a time of reading, and the reading of a corrected period is final', async ({
  kit,
}) => {
  const { id, people, exposure } = await createReadCase(kit)
  const { reading: _, ...older } = (await exposure()) as Exposure
  await advance(kit, LOG_DELAY_MS)
  await kit.deps.db.update(lostCases).set({ exposure: older }).where(eq(lostCases.requestId, id))
  expect(await exposure()).toEqual(older)
  const { version } = await caseFor(kit, people.ops, id)
  const lastSeenAt = iso(kit.deps.clock.now().getTime() - 4 * HOUR_MS)
  await amendCase(kit.deps, people.ops, { id, version, why: null, lastSeenAt, note: '' })
  const topics = await drainOutbox(kit.deps)
  expect(topics).not.toContain(LATE_EXPOSURE_TOPIC)
  expect(await exposure()).toMatchObject({ state: 'clear', from: lastSeenAt, reading: { state: 'final' } })
})
