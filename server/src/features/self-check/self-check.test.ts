import type { CheckView } from '@desk/shared/settings/check-schemas'
import { describe, expect } from 'vitest'
import { callbacks } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { testApp } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { runSelfCheck } from './run-self-check.ts'

const path = '/api/settings/check'

describe('the page of the self-check', () => {
  test('is empty before the first run, then shows what was found', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { as } = testApp(kit.deps)
    expect(await (await as(ops, 'GET', path)).json()).toEqual({ checkedAt: null, items: [] })
    kit.deps.wecom.console.app.trustedDomain = 'other.test'
    const run = (await (await as(ops, 'POST', `${path}/run`, {})).json()) as CheckView
    expect(run.items.filter(({ level }) => level !== 'ok')).toEqual([
      {
        item: 'trusted_domain',
        level: 'bad',
        reason: 'other_domain',
        facts: { wanted: 'desk.test', found: 'other.test' },
      },
    ])
    expect(await (await as(ops, 'GET', path)).json()).toEqual(run)
  })

  test('forgets what was mended', async ({ kit }) => {
    kit.deps.wecom.failures.push(new WecomRefusedError(60020, 'agent/get', '203.0.113.7'))
    const broken = await runSelfCheck(kit.deps)
    expect(broken.items.find(({ item }) => item === 'trusted_ip')?.facts).toEqual({ ip: '203.0.113.7' })
    const mended = await runSelfCheck(kit.deps)
    expect(mended.items.filter(({ level }) => level !== 'ok')).toEqual([])
  })

  test('knows when each receiver last heard something', async ({ kit }) => {
    const at = kit.deps.clock.now()
    const row = { receiver: 'contacts', event: 'x', body: '<xml/>', receivedAt: at } as const
    await kit.deps.db.insert(callbacks).values({ ...row, dedupeKey: 'a' })
    const { items } = await runSelfCheck(kit.deps)
    const callbackItems = items.filter(({ item }) => item.endsWith('_callback'))
    expect(callbackItems.map(({ reason, facts }) => [reason, facts['lastAt']])).toEqual([
      ['never_received', undefined],
      ['fine', at.toISOString()],
    ])
  })

  test('is asked for six times a minute at most', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { as } = testApp(kit.deps)
    for (let count = 0; count < 6; count += 1) expect((await as(ops, 'POST', `${path}/run`, {})).status).toBe(200)
    expect((await as(ops, 'POST', `${path}/run`, {})).status).toBe(429)
  })
})
