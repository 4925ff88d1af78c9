import type { HrHome, HrSectionName } from '@desk/shared/accounts/hr-home-schemas'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { expect } from 'vitest'
import { accountClosings, departureReports, directoryChanges } from '../../../db/schema/index.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import { createTestClient } from '../../../testing/http.ts'
import { actInConsole, readConsole } from '../../../testing/fixtures/console.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { setPartner } from '../partners/set-partner.ts'

/** The day on which the kit's clock starts. */
const TODAY = '2026-03-17'
const numbers = [1, 2, 3, 4, 5, 6, 7]

async function createHr({ given, deps }: Kit) {
  await given.department({ id: 1 })
  const hr = await given.member({ userid: 'xiaolan', roles: ['hr'] })
  const { requestAs } = createTestClient(deps)
  const readSection = async (wanted: HrSectionName) => {
    const home = (await (await requestAs(hr, 'GET', '/api/hr')).json()) as HrHome
    const { count, due, rows } = home.sections.find(({ name }) => name === wanted)!
    return { count, due, listed: rows.map(({ person, isDue }) => [person.userid, isDue]) }
  }
  return { hr, readSection }
}

test("HR's home counts every report that somebody left as due, including those that it does not list", async ({
  kit,
}) => {
  const { readSection } = await createHr(kit)
  const { db, ids, clock } = kit.deps
  for (const number of numbers) {
    const { userid } = await kit.given.member({ userid: `left${String(number)}` })
    const id = ids.next('departureReport')
    const report = { id, userid, reporterId: 'limin', reportedAt: clock.now(), lastDay: TODAY, note: '', answer: '' }
    await db.insert(departureReports).values(report)
  }
  const { count, due, listed } = await readSection('departures')
  expect([count, due, listed.length]).toEqual([7, 7, 5])
  expect(listed.every(([, isDue]) => isDue)).toBe(true)
})

test("HR's home lists a partner whose sponsor left before those whose contract ends sooner", async ({ kit }) => {
  const { hr, readSection } = await createHr(kit)
  const { deps, given } = kit
  for (const userid of ['limin', 'boss']) await given.member({ userid })
  const createPartner = async (userid: string, sponsor: string, endsOn: string) => {
    await given.member({ userid })
    await setPartner(deps, hr, { userid, company: 'ACME', sponsor, endsOn })
  }
  for (const number of numbers) await createPartner(`partner${String(number)}`, 'limin', shiftDay(TODAY, number + 2))
  await createPartner('unsponsored', 'boss', '2026-12-31')
  expect((await readSection('partners')).due).toBe(0)
  const reading = { at: deps.clock.now(), source: 'test' }
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['boss'], reading))
  expect(await readSection('partners')).toEqual({
    count: 8,
    due: 1,
    listed: [['unsponsored', true], ...numbers.slice(0, 4).map((number) => [`partner${String(number)}`, false])],
  })
  await createPartner('last', 'limin', shiftDay(TODAY, 1))
  expect(await readSection('partners')).toMatchObject({ count: 9, due: 2 })
})

test("HR's home lists the closings that need somebody today before those with an earlier last day", async ({ kit }) => {
  const { readSection } = await createHr(kit)
  const { db, ids, clock } = kit.deps
  const closing = (subjectId: string, days: number) => ({
    id: ids.next('closing'),
    subjectId,
    departmentPath: [1],
    kind: 'leave' as const,
    phase: 'preparing' as const,
    version: 1,
    lastDay: shiftDay(TODAY, days),
    disableAt: new Date(`${shiftDay(TODAY, days)}T10:00:00Z`),
    openedBy: 'xiaolan',
    openedAt: clock.now(),
  })
  await db
    .insert(accountClosings)
    .values([
      ...numbers.map((number) => closing(`leaver${String(number)}`, number)),
      { ...closing('waiting', 0), phase: 'ready' },
      { ...closing('stuck', 30), phase: 'disabling', trouble: '60011' },
      { ...closing('sudden', 0), kind: 'emergency', phase: 'confirming', lastDay: null, disableAt: null },
    ])
  expect(await readSection('leavers')).toEqual({
    count: 10,
    due: 2,
    listed: [
      ['sudden', true],
      ['stuck', true],
      ['waiting', false],
      ['leaver1', false],
      ['leaver2', false],
    ],
  })
  await db.insert(accountClosings).values(closing('undone', 0))
  expect(await readSection('leavers')).toMatchObject({ count: 11, due: 3 })
})

test("HR's home says whom an operation in the console may have been about", async ({ kit }) => {
  await createHr(kit)
  await kit.given.member({ userid: 'zhaolixia', name: '赵丽霞' })
  await readConsole(kit)
  actInConsole(kit, 15, '姓名：赵丽霞；状态：启用', 'xiaolan')
  const change = {
    at: kit.deps.clock.now(),
    source: 'run:1',
    kind: 'status' as const,
    userid: 'zhaolixia',
    details: {},
  }
  await kit.deps.db.insert(directoryChanges).values(change)
  await readConsole(kit)
  const { requestAs } = createTestClient(kit.deps)
  const hr = await kit.given.member({ userid: 'other', roles: ['hr'] })
  const { sections } = (await (await requestAs(hr, 'GET', '/api/hr')).json()) as HrHome
  const [row] = sections.find(({ name }) => name === 'console')?.rows ?? []
  expect(row).toMatchObject({ person: { userid: 'xiaolan' }, mayConcern: [{ userid: 'zhaolixia', name: '赵丽霞' }] })
})
