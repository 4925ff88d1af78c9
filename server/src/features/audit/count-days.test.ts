import type { AuditDays, AuditFilter } from '@desk/shared/audit/audit-schemas'
import { describe, expect, it } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { fixedClock } from '../../testing/doubles.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { countDays, daysOf } from './count-days.ts'
import { listAudit, listCountedAudit } from './list-audit.ts'
import { settledDays } from './settled-days.ts'

const TODAY = '2026-03-17'
const spanOf = (range: Parameters<typeof daysOf>[1]) => {
  const site = { timeZone: 'Asia/Shanghai' } as Kit['deps']['site']
  const days = daysOf({ clock: fixedClock(), site }, range)
  return [days[0], days.at(-1), days.length]
}

describe('daysOf', () => {
  it.each([
    ['the last 30 days without a range', {}, ['2026-02-16', TODAY, 30]],
    [
      'a range as it is',
      { from: '2025-12-31T16:00:00Z', to: '2026-01-31T16:00:00Z' },
      ['2026-01-01', '2026-01-31', 31],
    ],
    [
      'a day among its neighbours',
      { from: '2026-01-14T16:00:00Z', to: '2026-01-15T16:00:00Z' },
      ['2026-01-12', '2026-01-17', 6],
    ],
    [
      'a recent day among its neighbours, none of them after today',
      { from: '2026-03-15T16:00:00Z' },
      ['2026-03-12', TODAY, 6],
    ],
    [
      'a week among its neighbours',
      { from: '2026-01-11T16:00:00Z', to: '2026-01-18T16:00:00Z' },
      ['2025-12-31', '2026-01-29', 30],
    ],
    ['the latest 92 days of a longer range', { from: '2024-01-01T00:00:00Z' }, ['2025-12-16', TODAY, 92]],
    ['days until today for a range in the future', { from: '2100-01-01T00:00:00Z' }, ['2026-03-12', TODAY, 6]],
  ])('daysOf returns %s', (_name, range, expected) => {
    expect(spanOf(range)).toEqual(expected)
  })
})

const countDeps = (kit: Kit) => ({ ...kit.deps, settledDays: settledDays() })

/** Stores entries of two days, one of them just after midnight in the business time zone. */
async function storeEntries(kit: Kit) {
  await kit.given.department()
  const auditor = await kit.given.member({ userid: 'qinyue', name: '秦悦', roles: ['auditor'] })
  await kit.given.member({ userid: 'limin', name: '李敏', isSearchable: true })
  const entry = { object: 'req_1', details: {} }
  await kit.deps.db.insert(auditEntries).values([
    { ...entry, at: new Date('2026-03-09T15:59:59Z'), actor: 'limin', action: 'request.submitted' },
    { ...entry, at: new Date('2026-03-09T16:00:00Z'), actor: 'limin', action: 'request.withdrawn' },
    { ...entry, at: new Date('2026-03-10T01:00:00Z'), actor: 'qinyue', action: 'audit.verified' },
  ])
  return auditor
}

const countsByDay = ({ days }: AuditDays) =>
  days.filter(({ entries }) => entries > 0).map(({ day, entries }) => [day, entries])

test('entries that match the filter are counted by day in the business time zone', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  const range = { from: '2026-03-01T16:00:00Z', to: '2026-03-11T16:00:00Z' }
  const all = await countDays(countDeps(kit), auditor, range)
  expect(all.days).toHaveLength(30)
  expect(countsByDay(all)).toEqual([
    ['2026-03-09', 1],
    ['2026-03-10', 2],
  ])
  const ofPerson = await countDays(countDeps(kit), auditor, { ...range, who: '李敏' })
  expect(countsByDay(ofPerson)).toEqual([
    ['2026-03-09', 1],
    ['2026-03-10', 1],
  ])
  const onlyWithdrawn = await countDays(countDeps(kit), auditor, {
    ...range,
    who: '李敏',
    actions: 'request.withdrawn',
  })
  expect(countsByDay(onlyWithdrawn)).toEqual([['2026-03-10', 1]])
  expect(onlyWithdrawn.days.map(({ day }) => day)).toEqual(all.days.map(({ day }) => day))
  const ofAction = await countDays(countDeps(kit), auditor, { ...range, actions: 'request.withdrawn,roles.end' })
  expect(countsByDay(ofAction)).toEqual([['2026-03-10', 1]])
})

test('the counts come with the current state of the log, so that both state the same number of entries', async ({
  kit,
}) => {
  const auditor = await storeEntries(kit)
  const sumOf = ({ days }: AuditDays) => days.reduce((sum, { entries }) => sum + entries, 0)
  const { chain: listed } = await listAudit(kit.deps, auditor, {})
  const first = await countDays(countDeps(kit), auditor, {})
  expect([listed.tail.rows, sumOf(first), first.chain?.tail.rows]).toEqual([4, 4, 4])
  // Meanwhile somebody else reads the list.
  await listAudit(kit.deps, auditor, {})
  const next = await countDays(countDeps(kit), auditor, {})
  expect([sumOf(next), next.chain?.tail.rows]).toEqual([5, 5])
})

test('the entries of a day are counted, and of these the reads and those about lost devices', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  const entry = { at: new Date('2026-03-10T02:00:00Z'), actor: 'limin', object: 'x', details: {} }
  const lost = ['request.lost_reported', 'request.lock_confirmed', 'lost_device.answered_again']
  await kit.deps.db.insert(auditEntries).values(lost.map((action) => ({ ...entry, action })))
  const countsOf = async (who?: string) => {
    const { days } = await countDays(countDeps(kit), auditor, who === undefined ? {} : { who })
    const counted = days.find(({ day }) => day === '2026-03-10')
    return [counted?.entries, counted?.looks, counted?.losses]
  }
  // One withdrawal by this person, and one verification by another.
  expect(await countsOf()).toEqual([5, 1, 3])
  expect(await countsOf('李敏')).toEqual([4, 0, 3])
})

test('a short range is counted by every two hours of its days and of those around it', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  const range = { from: '2026-03-09T20:00:00Z', to: '2026-03-10T02:00:00Z' }
  const hoursOf = async (filter: AuditFilter) => {
    const { days, hours = [] } = await countDays(countDeps(kit), auditor, { ...range, ...filter })
    expect([days.length, hours.length]).toEqual([6, 6 * 12])
    return hours
      .filter(({ entries }) => entries > 0)
      .map(({ day, hour, entries, looks }) => [day, hour, entries, looks])
  }
  const own = [
    ['2026-03-09', 22, 1, 0],
    ['2026-03-10', 0, 1, 0],
  ]
  expect(await hoursOf({})).toEqual([...own, ['2026-03-10', 8, 1, 1]])
  expect(await hoursOf({ who: '李敏' })).toEqual(own)
  expect(await hoursOf({ actions: 'request.withdrawn' })).toEqual(own.slice(1))
  const { days } = await countDays(countDeps(kit), auditor, range)
  expect(days.filter(({ entries }) => entries > 0)).toEqual([
    { day: '2026-03-09', entries: 1, looks: 0, losses: 0 },
    { day: '2026-03-10', entries: 2, looks: 1, losses: 0 },
  ])
})

test('the hours of a day are those of the time zone, also on the day on which its clocks are set forward', async ({
  kit,
}) => {
  const site = { ...kit.deps.site, timeZone: 'Europe/Berlin' }
  const auditor = await storeEntries(kit)
  kit.deps.clock.advanceHours(30 * 24)
  const entry = { actor: 'limin', action: 'request.submitted', object: 'req_2', details: {} }
  const instants = ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-03-29T02:30:00Z', '2026-03-29T21:30:00Z']
  await kit.deps.db.insert(auditEntries).values(instants.map((at) => ({ ...entry, at: new Date(at) })))
  const range = { from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z' }
  const hoursOf = async (filter: AuditFilter) => {
    const { hours = [] } = await countDays({ ...countDeps(kit), site }, auditor, { ...range, ...filter })
    return hours.filter(({ entries }) => entries > 0).map(({ day, hour, entries }) => [day, hour, entries])
  }
  const expected = [
    ['2026-03-29', 0, 1],
    // 01:30 is followed by 03:30.
    ['2026-03-29', 2, 1],
    ['2026-03-29', 4, 1],
    ['2026-03-29', 22, 1],
  ]
  expect(await hoursOf({ action: 'request.submitted' })).toEqual(expected)
  expect(await hoursOf({ who: '李敏' })).toEqual(expected)
})

test('counts of a person are recorded as a read, and counts of everything are not', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  await countDays(countDeps(kit), auditor, {})
  await countDays(countDeps(kit), auditor, { who: '李敏' })
  // The count of the person, and this query itself.
  expect((await listAudit(kit.deps, auditor, { action: 'audit.read' })).items).toHaveLength(2)
})

test('the day counts that come with a list use its filter, and both are recorded as one entry', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  const filter = { who: '李敏', from: '2026-03-08T16:00:00Z', to: '2026-03-09T16:00:00Z' }
  const deps = countDeps(kit)
  const page = await listCountedAudit(deps, auditor, { ...filter, days: '1' })
  expect(page.items.map(({ action }) => action)).toEqual(['request.submitted'])
  // The days around a short range are counted as well, with their hours, as `countDays` does.
  expect(countsByDay({ days: page.days ?? [] })).toEqual([
    ['2026-03-09', 1],
    ['2026-03-10', 1],
  ])
  expect(page.hours).toHaveLength(6 * 12)
  // A further page has an entry of its own, and comes without counts.
  const after = String(page.items[0]!.seq + 1)
  expect((await listCountedAudit(deps, auditor, { ...filter, after, days: '1' })).days).toBeUndefined()
  // The list, its further page, and this query itself.
  expect((await listAudit(kit.deps, auditor, { action: 'audit.read' })).items).toHaveLength(3)
})

test('an auditor gets the day counts, and a member without a role gets a not-found error', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  const { requestAs } = createTestClient(kit.deps)
  const response = await requestAs(auditor, 'GET', '/api/audit/days?from=2026-03-01T16:00:00Z')
  expect([response.status, countsByDay((await response.json()) as AuditDays)]).toEqual([
    200,
    [
      ['2026-03-09', 1],
      ['2026-03-10', 2],
    ],
  ])
  await expect(countDays(countDeps(kit), await kit.given.member(), {})).rejects.toThrow(NotFoundError)
})

test('cached counts grow with new entries, and no entry of a day that is over is read again', async ({ kit }) => {
  const auditor = await storeEntries(kit)
  const { db, clock } = kit.deps
  const deps = countDeps(kit)
  const store = (at: Date) =>
    db.insert(auditEntries).values({ at, actor: 'limin', action: 'request.submitted', object: 'req_2', details: {} })
  const countSubmitted = async () => countsByDay(await countDays(deps, auditor, { action: 'request.submitted' }))
  await store(clock.now())
  const expected = [
    ['2026-03-09', 1],
    [TODAY, 1],
  ]
  expect(await countSubmitted()).toEqual(expected)
  expect(await countSubmitted()).toEqual(expected)
  clock.advanceHours(2)
  await store(clock.now())
  expect(await countSubmitted()).toEqual([expected[0], [TODAY, 2]])
  // An entry dated to a day that has been counted.
  await store(new Date('2026-03-09T15:00:00Z'))
  clock.advanceHours(24)
  expect(await countSubmitted()).toEqual([expected[0], [TODAY, 2]])
  const others = await countDays(deps, auditor, { actions: 'request.submitted,request.withdrawn' })
  expect(countsByDay(others)).toEqual([
    ['2026-03-09', 2],
    ['2026-03-10', 1],
    [TODAY, 2],
  ])
})
