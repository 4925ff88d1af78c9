import { PAGE_SIZE } from '@desk/shared/kernel/page'
import { eq, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { custodyAsks, custodyAttestations, employments, members, notices } from '../../db/schema/index.ts'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { listActivity } from '../activity/list-activity.ts'
import { getHome } from '../home/get-home.ts'
import { confirmCustody, getCustody, statementsHash } from './confirm-custody.ts'
import { askCustody } from './jobs/ask-custody.ts'

const DAY_HOURS = 24

/** Runs the job twice on each of the next days, at the same time of day. Returns how many members each day asked. */
async function runDays(kit: Kit, days: number): Promise<number[]> {
  const asked: number[] = []
  for (let day = 0; day < days; day += 1) {
    asked.push(await askCustody(kit.deps))
    asked[day]! += await askCustody(kit.deps)
    kit.deps.clock.advanceHours(DAY_HOURS)
  }
  return asked
}

const listAsked = async ({ deps }: Kit) =>
  (await deps.db.select().from(custodyAsks)).map(({ userid }) => userid).toSorted()

test('members are asked in small shares on working days, each once a year, and members who joined meanwhile are asked too', async ({
  kit,
}) => {
  const department = await kit.given.department({})
  const people = Array.from({ length: 12 }, (_, index) => `p${String(10 + index)}`)
  for (const userid of people) await kit.given.member({ userid, department })
  // It is ten in the morning: the job begins at 10:20.
  expect(await askCustody(kit.deps)).toBe(0)
  kit.deps.clock.advanceHours(1)
  const asked = await runDays(kit, 25)
  expect(Math.max(...asked)).toBe(1)
  // The 21st and 22nd of March are a weekend.
  expect(asked.slice(0, 7)).toEqual([1, 1, 1, 1, 0, 0, 1])
  expect(await listAsked(kit)).toEqual(people)
  await kit.given.member({ userid: 'a-new-one', department })
  await runDays(kit, 5)
  expect(await listAsked(kit)).toEqual(['a-new-one', ...people])
  expect((await runDays(kit, 30)).reduce((sum, count) => sum + count, 0)).toBe(0)
})

test('members whom the old year did not reach are the first of the new one', async ({ kit }) => {
  const department = await kit.given.department({})
  const people = Array.from({ length: 12 }, (_, index) => `p${String(10 + index)}`)
  for (const userid of people) await kit.given.member({ userid, department })
  // Noon of 28 December, the fourth working day before the end.
  kit.deps.clock.advanceHours(2 + 286 * 24)
  await runDays(kit, 4)
  expect(await listAsked(kit)).toEqual(people.slice(0, 4))
  await runDays(kit, 10)
  const asks = await kit.deps.db.select().from(custodyAsks).where(eq(custodyAsks.year, 2027))
  expect(asks[0]?.userid).toBe(people[4])
})

test('a locked account is not asked, and is asked after it was unlocked', async ({ kit }) => {
  const department = await kit.given.department({})
  for (const userid of ['guoji', 'zhao']) await kit.given.member({ userid, department })
  const { db, clock } = kit.deps
  await db.transaction((tx) => suspendAccount(tx, 'guoji', 'lost', clock.now()))
  clock.advanceHours(1)
  await runDays(kit, 25)
  expect(await listAsked(kit)).toEqual(['zhao'])
  await db.transaction((tx) => endSuspension(tx, 'guoji', 'lost', clock.now()))
  await runDays(kit, 5)
  expect(await listAsked(kit)).toEqual(['guoji', 'zhao'])
})

test('a member confirms with the hash of what was shown, home asks until then, and no card follows', async ({
  kit,
}) => {
  const department = await kit.given.department({})
  const actor = await kit.given.member({ userid: 'guoji', department })
  kit.deps.clock.advanceHours(1)
  await askCustody(kit.deps)
  const countWaiting = async () => (await getHome(kit.deps, actor, 'zh-CN')).waiting.custody.count
  expect(await countWaiting()).toBe(1)
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  expect(textHash).not.toBe(statementsHash('en'))
  const wrong = confirmCustody(kit.deps, actor, { year, textHash, language: 'en' })
  await expect(wrong).rejects.toMatchObject({ details: { fields: [{ code: 'custody.other_text' }] } })
  const { requestAs } = createTestClient(kit.deps)
  const partial = { year, textHash, statements: [true, true, false] }
  expect((await requestAs(actor, 'POST', '/api/custody', partial)).status).toBe(422)
  const confirmed = await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  expect(confirmed.confirmedAt).toBe(kit.deps.clock.now().toISOString())
  kit.deps.clock.advanceHours(1)
  expect(await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })).toEqual(confirmed)
  expect(await countWaiting()).toBe(0)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent).toEqual([])
})

test('the statements are those of the language on screen, whatever language the browser prefers by then', async ({
  kit,
}) => {
  const actor = await kit.given.member({ userid: 'guoji' })
  const { requestAs } = createTestClient(kit.deps)
  const preferences = { 'accept-language': 'en' }
  const shown = await requestAs(actor, 'GET', '/api/custody?language=zh-CN', undefined, preferences)
  expect(await shown.json()).toMatchObject({ textHash: statementsHash('zh-CN') })
  const confirm = (textHash: string) => {
    const body = { year: 2026, textHash, language: 'zh-CN', statements: [true, true, true] }
    return requestAs(actor, 'POST', '/api/custody', body, preferences)
  }
  expect((await confirm(statementsHash('en'))).status).toBe(422)
  expect((await confirm(statementsHash('zh-CN'))).status).toBe(200)
  const stored = await kit.deps.db.select().from(custodyAttestations)
  expect(stored.map(({ language, textHash }) => [language, textHash])).toEqual([['zh-CN', statementsHash('zh-CN')]])
})

test('a member who confirms before they are asked is not asked in that year', async ({ kit }) => {
  const department = await kit.given.department({})
  const actor = await kit.given.member({ userid: 'GuoJi', department })
  await kit.given.member({ userid: 'zhao', department })
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  kit.deps.clock.advanceHours(1)
  expect((await runDays(kit, 25)).reduce((sum, count) => sum + count, 0)).toBe(1)
  expect((await getHome(kit.deps, actor, 'zh-CN')).waiting.custody.count).toBe(0)
  expect((await kit.deps.db.select().from(notices)).map(({ userid }) => userid)).toEqual(['zhao'])
})

test('the next run ends the question to a member who had already confirmed, but not to the next holder of the userid', async ({
  kit,
}) => {
  const { db, clock } = kit.deps
  const actor = await kit.given.member({ userid: 'GuoJi', department: await kit.given.department({}) })
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  const { confirmedAt } = await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  const listConfirmedAt = async () => (await db.select().from(custodyAsks)).map((ask) => ask.confirmedAt?.toISOString())
  // As an earlier release left it.
  await db.update(custodyAsks).set({ confirmedAt: null })
  clock.advanceHours(1)
  expect(await askCustody(kit.deps)).toBe(0)
  expect(await listConfirmedAt()).toEqual([confirmedAt])
  expect((await getHome(kit.deps, actor, 'zh-CN')).waiting.custody.count).toBe(0)
  await db.update(custodyAsks).set({ confirmedAt: null })
  await db.update(members).set({ employedSince: clock.now() })
  clock.advanceHours(DAY_HOURS)
  await askCustody(kit.deps)
  expect(await listConfirmedAt()).toEqual([undefined])
})

test('a question that waits for the digest of the next morning is dropped once the member confirms', async ({
  kit,
}) => {
  const actor = await kit.given.member({ userid: 'guoji', department: await kit.given.department({}) })
  kit.deps.clock.advanceHours(1)
  await askCustody(kit.deps)
  // As if the person had received eight messages on that day.
  await kit.deps.db.update(notices).set({ state: 'digest' })
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  expect((await kit.deps.db.select().from(notices)).map(({ state }) => state)).toEqual(['dropped'])
})

test('the card of an open confirmation is sent once, and opens its page', async ({ kit }) => {
  await kit.given.member({ userid: 'guoji', department: await kit.given.department({}) })
  kit.deps.clock.advanceHours(1)
  await askCustody(kit.deps)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent.map(({ userid, card }) => [userid, card.title, card.url])).toEqual([
    ['guoji', '2026 年账号安全确认', 'http://desk.test/me/custody'],
  ])
})

test.for([
  `update custody_attestations set text_hash = 'x'`,
  'delete from custody_attestations',
  'truncate custody_attestations',
])('a confirmation can be neither changed nor deleted: the database refuses %s', async (statement, { kit }) => {
  const actor = await kit.given.member({ userid: 'guoji' })
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  await expect(kit.deps.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } })
})

/** Records acts of this account, a minute apart. */
async function recordActs({ deps: { db, clock } }: Kit, actor: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    clock.advanceSeconds(60)
    const details = { year: 2026, edition: 1, textHash: statementsHash('zh-CN') }
    const entry = { at: clock.now(), actor, action: 'custody.confirmed', object: actor, details } as const
    await db.transaction((tx) => recordAudit(tx, entry))
  }
}

test('a person sees what their own account did, newest first in pages, and nothing of others or of a former holder', async ({
  kit,
}) => {
  const { db, clock } = kit.deps
  const own = { userid: 'guoji', hash: 'none' }
  await kit.given.member({ userid: 'guoji' })
  await recordActs(kit, 'guoji', 3)
  clock.advanceSeconds(60)
  const since = clock.now()
  await db.update(employments).set({ startedAt: since }).where(eq(employments.userid, 'guoji'))
  await recordActs(kit, 'guoji', PAGE_SIZE + 2)
  await recordActs(kit, 'other', 2)
  const first = await listActivity(kit.deps, own, {})
  expect(first.items).toHaveLength(PAGE_SIZE)
  expect(first.devices).toEqual([])
  const second = await listActivity(kit.deps, own, { after: first.next! })
  // Only the first page has the devices.
  expect(second).toMatchObject({ next: null, devices: null })
  const instants = [...first.items, ...second.items].map(({ at }) => Date.parse(at))
  expect(instants).toHaveLength(PAGE_SIZE + 2)
  expect(instants).toEqual(instants.toSorted((a, b) => b - a))
  expect(Math.min(...instants)).toBeGreaterThan(since.getTime())
})
