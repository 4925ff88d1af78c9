import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { lostCases, members, notices, roleGrants } from '../../../db/schema/index.ts'
import { endSuspension } from '../../../directory/suspension-queries.ts'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import { LOG_DELAY_MS } from '../../../ports/wecom-protection.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { caseFor, leave, lostDeviceCompany, report } from '../../../testing/fixtures/lost-device.ts'
import { notifiedOf, sentTo } from '../../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { requireCase } from '../cases/case-queries.ts'
import { enqueueEffect } from '../cases/enqueue-case-jobs.ts'
import { EXPOSURE_TOPIC } from '../cases/lost-topics.ts'
import { changeOnCallRoster } from '../cases/on-call-roster.ts'
import { exposureHandler } from './exposure-handler.ts'

const TITLE = '发现可疑记录：郭𠮷的账号'
const notified = (kit: Kit) => notifiedOf(kit, TITLE).sort()

async function advance({ deps }: Kit, ms: number): Promise<void> {
  deps.clock.advanceSeconds(ms / 1_000)
  await drainOutbox(deps)
}

/** Locks an account at 10:00 on 17 March, and does not read the log yet. `setLog`: sign-ins, in minutes before the lock. */
async function createLockedCase(kit: Kit, reporter?: 'admin' | 'colleague') {
  const people = await lostDeviceCompany(kit)
  const { deps } = kit
  const now = deps.clock.now().getTime()
  const setLog = (minutes: readonly number[]) => {
    deps.wecom.protection.operations = minutes.map((ago) => ({ at: new Date(now - ago * 60_000), type: 4, ip: '' }))
  }
  const { id } = await report(kit, people[reporter ?? 'ops'], people.subject.userid)
  // Two reports of colleagues lock the account.
  if (reporter === 'colleague') await report(kit, people.other, people.subject.userid)
  await drainOutbox(deps)
  const close = () =>
    deps.db
      .update(lostCases)
      .set({ phase: 'closed', endedAt: deps.clock.now(), unlockedAt: deps.clock.now() })
      .where(eq(lostCases.requestId, id))
  const handlers = ['chenhaiyan', 'lead', 'limin', 'zhouqiming']
  return { ...people, id, setLog, close, handlers }
}

test('a sign-in that only the second reading finds is sent once to those who handle the case, also after it was closed', async ({
  kit,
}) => {
  const { id, ops, setLog, close, handlers } = await createLockedCase(kit)
  await advance(kit, 5_000)
  expect(notified(kit)).toEqual([])
  setLog([3])
  await close()
  await advance(kit, LOG_DELAY_MS)
  expect(notified(kit)).toEqual(handlers)
  const { card } = sentTo(kit, ops.userid).at(-1)!
  expect(card).toMatchObject({
    title: TITLE,
    subtitle: '锁定前已发生，账号已恢复，如非本人操作请再次上报锁定',
    button: '查看记录',
    url: `http://desk.test/lost-device/${id}`,
  })
  expect(card.rows[0]).toEqual({ name: '发现', value: '1 条，最近 3月17日 09:57 新设备登录' })
  const { timeline } = await caseFor(kit, ops, id)
  expect(timeline.filter(({ type }) => type === 'exposure_found').map(({ people }) => people.length)).toEqual([4])
  await advance(kit, 2 * LOG_DELAY_MS)
  expect(notified(kit)).toEqual(handlers)
})

test('a sign-in that the first reading finds is sent at once, and the second reading sends what it adds', async ({
  kit,
}) => {
  const { ops, setLog, handlers } = await createLockedCase(kit)
  setLog([5])
  await advance(kit, 5_000)
  expect(notified(kit)).toEqual(handlers)
  expect(sentTo(kit, ops.userid).at(-1)?.card.subtitle).toBe('锁定前已发生，请与本人核对，如非本人操作请保持锁定')
  setLog([5, 2])
  await advance(kit, LOG_DELAY_MS)
  expect(notified(kit)).toHaveLength(2 * handlers.length)
  expect(sentTo(kit, ops.userid).at(-1)?.card.rows[0]?.value).toBe('2 条，最近 3月17日 09:58 新设备登录')
})

test('a second reading that finds the same notifies nobody', async ({ kit }) => {
  const { setLog, handlers } = await createLockedCase(kit)
  setLog([5])
  await advance(kit, 5_000)
  await advance(kit, LOG_DELAY_MS)
  expect(notified(kit)).toEqual(handlers)
})

test('a reading whose result was lost in a crash, and a repeated one, notify each person once', async ({ kit }) => {
  const { id, setLog, handlers } = await createLockedCase(kit)
  const { deps } = kit
  setLog([5])
  deps.clock.advanceSeconds(5)
  const row = await requireCase(deps.db, id)
  const job = { id: 1, topic: EXPOSURE_TOPIC, payload: { requestId: id }, attempts: 0, fence: 0, lastError: null }
  const write = await exposureHandler(deps).handle(job, async () => {})
  const crash = deps.db.transaction(async (tx) => {
    await write(tx)
    throw new Error('crash')
  })
  await expect(crash).rejects.toThrow('crash')
  expect(await deps.db.$count(notices, eq(notices.event, 'device.exposure'))).toBe(0)
  await drainOutbox(deps)
  expect(notified(kit)).toEqual(handlers)
  // The same period is read again, for example after the account was disabled again in the console.
  await deps.db.update(lostCases).set({ exposure: null }).where(eq(lostCases.requestId, id))
  await deps.db.transaction((tx) => enqueueEffect(deps, tx, EXPOSURE_TOPIC, row))
  await drainOutbox(deps)
  expect(notified(kit)).toEqual(handlers)
})

test('nobody is notified who left or lost the role before the message was sent', async ({ kit }) => {
  const { setLog, lead, second } = await createLockedCase(kit)
  const { deps } = kit
  const send = deps.wecom.sendCard.bind(deps.wecom)
  deps.wecom.sendCard = () => Promise.reject(new WecomUnreachableError('timeout', 'message/send'))
  setLog([5])
  await advance(kit, 5_000)
  deps.wecom.sendCard = send
  await leave(kit, lead.userid)
  await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, second.userid))
  await advance(kit, 60_000)
  expect(notified(kit)).toEqual(['chenhaiyan', 'limin'])
  const unsent = await deps.db.select().from(notices).where(eq(notices.state, 'dropped'))
  expect(unsent.map(({ event, userid }) => [event, userid]).sort()).toEqual([
    ['device.exposure', 'lead'],
    ['device.exposure', 'zhouqiming'],
  ])
})

test('a department admin who reported and everyone on the roster are notified, colleagues who reported are not', async ({
  kit,
}) => {
  const { ops, other, setLog, handlers } = await createLockedCase(kit, 'admin')
  const row = { userid: other.userid, phone: '13800000000', from: 0, to: 0 }
  await changeOnCallRoster(kit.deps, ops, { version: 0, rows: [row], creator: null })
  setLog([5])
  await advance(kit, 5_000)
  expect(notified(kit)).toEqual([...handlers, other.userid].sort())
})

test('colleagues who reported are not notified, and neither is the subject, whatever their role', async ({ kit }) => {
  const { subject, setLog, close, handlers } = await createLockedCase(kit, 'colleague')
  const { deps } = kit
  await advance(kit, 5_000)
  setLog([5])
  await close()
  // The account works again, and its member is in ops.
  await deps.db.transaction((tx) => endSuspension(tx, subject.userid, 'lost', deps.clock.now()))
  await deps.db.update(members).set({ status: 1 }).where(eq(members.userid, subject.userid))
  await deps.db.update(roleGrants).set({ userid: subject.userid }).where(eq(roleGrants.userid, 'zhouqiming'))
  await advance(kit, LOG_DELAY_MS)
  expect(notified(kit)).toEqual(handlers.filter((userid) => userid !== 'zhouqiming'))
})
