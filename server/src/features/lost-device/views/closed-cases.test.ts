import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { auditEntries, lostCases, members } from '../../../db/schema/index.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { cutPage } from '../../../kernel/list-cursor.ts'
import { lostDeviceCompany, report } from '../../../testing/fixtures/lost-device.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { getClosedCases } from './closed-cases.ts'

/** Creates two closed cases and an open one. */
async function createCases(kit: Kit) {
  const people = await lostDeviceCompany(kit)
  const { db, clock } = kit.deps
  for (const [userid, name] of [
    ['guoji', '郭𠮷'],
    ['sunhao', '孙浩'],
  ] as const)
    await db
      .update(members)
      .set(await nameKeysOf(name))
      .where(eq(members.userid, userid))
  const close = async (id: `req_${string}`) => {
    clock.advanceSeconds(60)
    await db.update(lostCases).set({ endedAt: clock.now(), phase: 'closed' }).where(eq(lostCases.requestId, id))
  }
  const first = await report(kit, people.subject, 'guoji')
  await close(first.id)
  const second = await report(kit, people.other, 'sunhao')
  await close(second.id)
  await report(kit, people.colleague, 'wangxiaoyu')
  return { ...people, first: first.id, second: second.id }
}

test('ops list closed cases, last closed first, and find them by name, pinyin and number', async ({ kit }) => {
  const { ops, first, second } = await createCases(kit)
  const all = await getClosedCases(kit.deps, ops, {})
  expect(all.items.map(({ id }) => id)).toEqual([second, first])
  const idsOf = async (q: string) => (await getClosedCases(kit.deps, ops, { q })).items.map(({ id }) => id)
  expect(await idsOf('孙浩')).toEqual([second])
  expect(await idsOf('sunhao')).toEqual([second])
  expect(await idsOf(all.items[1]?.no ?? '')).toEqual([first])
  expect(await idsOf('nobody')).toEqual([])
})

test('other members find no list, and each page that is read is audited', async ({ kit }) => {
  const { ops, admin, first, second } = await createCases(kit)
  await expect(getClosedCases(kit.deps, admin, {})).rejects.toMatchObject({ status: 404 })
  await getClosedCases(kit.deps, ops, { q: '孙浩' })
  const isRead = eq(auditEntries.action, 'lost_device.closed_read')
  const entries = await kit.deps.db.select().from(auditEntries).where(isRead)
  expect(entries).toHaveLength(1)
  const endedAt = kit.deps.clock.now().toISOString()
  const { next } = cutPage([second, first], 1, (last) => [endedAt, last])
  const { items } = await getClosedCases(kit.deps, ops, { after: next ?? '' })
  expect(items.map(({ id }) => id)).toEqual([first])
  const further = await kit.deps.db.select().from(auditEntries).where(isRead)
  expect(further.map(({ details }) => details)).toEqual([{ text: expect.anything() }, { before: endedAt }])
})
