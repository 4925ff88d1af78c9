import { expect } from 'vitest'
import { messageTexts } from '../../db/schema/index.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { test } from '../../testing/kit.ts'
import { changeCalendar } from '../calendar/change-calendar.ts'
import { getSettingsHub } from './get-settings-hub.ts'

test('the settings list the pages that people changed last, each once, and no changes by jobs', async ({ kit }) => {
  const { db, clock } = kit.deps
  await kit.given.department()
  const ops = await kit.given.member({ userid: 'chenhaiyan', name: '陈海燕', roles: ['ops'] })
  await kit.given.member({ userid: 'xiaolan', name: '肖岚' })
  const listChanges = async () => (await getSettingsHub(kit.deps)).changes
  expect(await listChanges()).toEqual([])
  await changeCalendar(kit.deps, ops, {
    change: 'quiet_hours',
    quietHours: { from: '21:00', to: '08:00' },
    version: 0,
  })
  clock.advanceHours(1)
  const textsAt = clock.now()
  const text = { name: 'info_change.ask', language: 'zh-CN', title: '请看', subtitle: '', version: 1 } as const
  await db.insert(messageTexts).values({ ...text, changedBy: 'xiaolan', changedAt: textsAt })
  clock.advanceHours(1)
  const dayAt = clock.now()
  await changeCalendar(kit.deps, ops, { change: 'day', day: '2026-03-21', working: true, note: '调休' })
  clock.advanceHours(1)
  await db.transaction((tx) => writeSetting(tx, outboxPause, { value: true, by: 'system:restore', at: clock.now() }))
  expect(await listChanges()).toEqual([
    { page: 'calendar', by: { userid: 'chenhaiyan', name: '陈海燕' }, at: dayAt.toISOString() },
    { page: 'texts', by: { userid: 'xiaolan', name: '肖岚' }, at: textsAt.toISOString() },
  ])
})
