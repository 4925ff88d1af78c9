import type { CalendarView } from '@desk/shared/calendar/calendar-schemas'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

async function createOpsClient(kit: Kit) {
  await kit.given.department()
  const ops = await kit.given.member({ userid: 'chenhaiyan', roles: ['ops'] })
  const { requestAs } = createTestClient(kit.deps)
  return {
    get: async (query = '') =>
      (await (await requestAs(ops, 'GET', `/api/settings/calendar${query}`)).json()) as CalendarView,
    post: (body: unknown) => requestAs(ops, 'POST', '/api/settings/calendar', body),
  }
}
const dayIn = (view: CalendarView, day: string) => view.days.find((entry) => entry.day === day)

describe('the calendar settings', () => {
  test('the calendar settings show the current month and the last year of the holiday table', async ({ kit }) => {
    const { get } = await createOpsClient(kit)
    const march = await get()
    expect(march).toMatchObject({ month: '2026-03', today: '2026-03-17', coveredUntil: 2026, version: 0 })
    expect(march.days).toHaveLength(31)
    expect(dayIn(march, '2026-03-28')).toEqual({ day: '2026-03-28', working: true, reason: 'table', note: '' })
    expect(dayIn(await get('?month=2026-04'), '2026-04-06')).toMatchObject({ working: false, reason: 'table' })
  })

  test('the calendar settings override a day and remove the override', async ({ kit }) => {
    const { get, post } = await createOpsClient(kit)
    const off = { change: 'day', day: '2026-03-18', working: false, note: '年会' }
    expect((await post(off)).status).toBe(200)
    expect(dayIn(await get(), '2026-03-18')).toMatchObject({ working: false, reason: 'override', note: '年会' })
    await post({ ...off, working: null, note: '' })
    expect(dayIn(await get(), '2026-03-18')).toMatchObject({ working: true, reason: 'week' })
    const audit = await kit.deps.db.select().from(auditEntries)
    expect(audit.map(({ action, object }) => `${action} ${object}`)).toEqual([
      'calendar.change day:2026-03-18',
      'calendar.change day:2026-03-18',
    ])
  })

  test('the calendar settings refuse a concurrent change of the quiet hours', async ({ kit }) => {
    const { get, post } = await createOpsClient(kit)
    const quiet = (to: string) => ({ change: 'quiet_hours', quietHours: { from: '21:00', to }, version: 0 })
    expect((await post(quiet('09:00'))).status).toBe(200)
    const conflict = await post(quiet('10:00'))
    expect([conflict.status, await conflict.json()]).toMatchObject([
      409,
      { error: { code: 'settings.changed_meanwhile' } },
    ])
    expect(await get()).toMatchObject({ quietHours: { from: '21:00', to: '09:00' }, version: 1 })
  })

  test.for([
    { change: 'day', day: '2026-02-30', working: true, note: '' },
    { change: 'day', day: '2026-03-18', working: true, note: 'x'.repeat(41) },
    { change: 'quiet_hours', quietHours: { from: '24:00', to: '08:00' }, version: 0 },
    { change: 'everything' },
  ])('the calendar settings refuse %o', async (body, { kit }) => {
    const { post } = await createOpsClient(kit)
    expect((await post(body)).status).toBe(422)
    expect(await kit.deps.db.$count(auditEntries)).toBe(0)
  })
})
