import type { CheckView } from '@desk/shared/self-check/self-check-schemas'
import type { SettingsHub } from '@desk/shared/settings/hub-schemas'
import { describe, expect } from 'vitest'
import { createWecom } from '../../adapters/wecom/create-wecom.ts'
import { createSecretCipher } from '../../adapters/wecom/secret-cipher.ts'
import { callbacks, outbox } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { directoryGauges } from '../directory/directory-gauges.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { holdDepartures } from '../../testing/fixtures/held-departures.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { runSelfCheck } from './jobs/run-self-check.ts'

const path = '/api/settings/check'

/** Items with a problem, except those that have one until the app is set up. */
const problemsOf = ({ items }: CheckView) =>
  items.filter(({ item, level }) => level !== 'ok' && !['roles', 'on_call', 'policies', 'anchors'].includes(item))

describe('the self-check', () => {
  test('the self-check page is empty before the first run, then shows the results', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    expect(await (await requestAs(ops, 'GET', path)).json()).toEqual({ checkedAt: null, isInDoubt: false, items: [] })
    kit.deps.wecom.console.app.trustedDomain = 'other.test'
    const run = (await (await requestAs(ops, 'POST', `${path}/run`, {})).json()) as CheckView
    expect(problemsOf(run)).toEqual([
      {
        item: 'trusted_domain',
        level: 'bad',
        reason: 'other_domain',
        facts: { wanted: 'desk.test', found: 'other.test' },
      },
    ])
    expect(await (await requestAs(ops, 'GET', path)).json()).toEqual(run)
  })

  test('the self-check page and the settings hub show that the result is uncertain while WeCom is unavailable', async ({
    kit,
  }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    await runSelfCheck(kit.deps)
    const readInDoubt = async () => {
      const page = (await (await requestAs(ops, 'GET', path)).json()) as CheckView
      const hub = (await (await requestAs(ops, 'GET', '/api/settings')).json()) as SettingsHub
      return [page.isInDoubt, hub.check?.isInDoubt]
    }
    expect(await readInDoubt()).toEqual([false, false])
    const job = { topic: 'a', payload: {}, dedupeKey: 'a', groupKey: 'a', runAt: kit.deps.clock.now() }
    await kit.deps.db.insert(outbox).values({ ...job, attempts: 1, fence: 1, lastError: 'timeout' })
    expect(await readInDoubt()).toEqual([true, true])
    await kit.deps.db.update(outbox).set({ doneAt: kit.deps.clock.now() })
    expect(await readInDoubt()).toEqual([false, false])
  })

  test('the self-check finds no ops lead while the only one is among the held departures', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    await kit.given.member({ department: 1, roles: ['ops_lead'] })
    await syncDirectory(kit.deps)
    const findRoles = async () => (await runSelfCheck(kit.deps)).items.find(({ item }) => item === 'roles')
    expect(await findRoles()).toMatchObject({ level: 'ok' })
    kit.deps.clock.advanceSeconds(60)
    await holdDepartures(kit.deps)
    expect(await findRoles()).toMatchObject({ level: 'bad', reason: 'no_lead' })
  })

  test('the self-check page and the settings hub show held departures until a sync ends them', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    await runSelfCheck(kit.deps)
    await holdDepartures(kit.deps)
    const finding = { item: 'visible_range', level: 'bad', reason: 'departures_held', facts: { people: '30' } }
    const page = async () => problemsOf((await (await requestAs(ops, 'GET', path)).json()) as CheckView)
    const badCount = async () =>
      ((await (await requestAs(ops, 'GET', '/api/settings')).json()) as SettingsHub).check?.bad ?? 0
    const bad = await badCount()
    expect(await page()).toEqual([finding])
    expect(problemsOf(await runSelfCheck(kit.deps))).toEqual([finding])
    kit.deps.clock.advanceSeconds(60)
    await syncDirectory(kit.deps)
    expect(await page()).toEqual([])
    expect(await badCount()).toBe(bad - 1)
  })

  test('the self-check page warns of an untrusted proxy after a request through it', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    const run = async (headers: Record<string, string> = {}) =>
      problemsOf((await (await requestAs(ops, 'POST', `${path}/run`, {}, headers)).json()) as CheckView)
    expect(await run()).toEqual([])
    const finding = { item: 'proxy', level: 'warn', reason: 'not_set', facts: {} }
    expect(await run({ 'x-forwarded-for': '203.0.113.7' })).toEqual([finding])
    expect(await run()).toEqual([finding])
  })

  test('the self-check omits problems that are solved', async ({ kit }) => {
    kit.deps.wecom.failures.push(new WecomRefusedError(60020, 'agent/get', '203.0.113.7'))
    const failing = await runSelfCheck(kit.deps)
    expect(failing.items.find(({ item }) => item === 'trusted_ip')?.facts).toEqual({ ip: '203.0.113.7' })
    const fixed = await runSelfCheck(kit.deps)
    expect(problemsOf(fixed)).toEqual([])
  })

  test('a run of the self-check sets the workbench tile once the console allows it', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    const { wecom } = kit.deps
    const tile = async () => {
      const { items } = (await (await requestAs(ops, 'POST', `${path}/run`, {})).json()) as CheckView
      return items.find(({ item }) => item === 'workbench_tile')?.reason
    }
    wecom.console.tileType = 'normal'
    wecom.setTileTemplate = () => Promise.reject(new WecomRefusedError(48002, 'agent/set_workbench_template'))
    expect(await tile()).toBe('not_custom')
    wecom.setTileTemplate = async () => {
      wecom.console.tileType = 'keydata'
    }
    expect(await tile()).toBe('fine')
  })

  test('the self-check page and the metrics name a secret that WeCom refuses, after one attempt', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const calledApis: string[] = []
    const wecom = createWecom({
      apiBase: 'http://wecom.test',
      corpId: 'wwtest',
      agentId: 1_000_002,
      agentSecret: 'of-another-app',
      db: kit.deps.db,
      clock: kit.deps.clock,
      cipher: createSecretCipher(['0'.repeat(32)]),
      fetch: async (request) => {
        calledApis.push(new URL(request.url).pathname)
        return Response.json({ errcode: 40001, errmsg: 'invalid credential' })
      },
    })
    const deps = {
      ...kit.deps,
      wecom: { ...kit.deps.wecom, ...wecom },
      site: { ...kit.deps.site, hasContactsSecret: false },
    }
    const { items } = (await (
      await createTestClient(deps).requestAs(ops, 'POST', `${path}/run`, {})
    ).json()) as CheckView
    expect(items.find(({ item }) => item === 'agent_secret')).toEqual({
      item: 'agent_secret',
      level: 'bad',
      reason: 'wrong_secret',
      facts: { errcode: '40001' },
    })
    const [gauge] = directoryGauges(kit.deps)
    expect(await gauge?.read()).toEqual([
      { value: 1, labels: { kind: 'secret', subject: 'agent_token', errcode: '40001' } },
    ])
    expect(calledApis).toEqual(['/cgi-bin/gettoken'])
  })

  test('the self-check finds when each receiver last received a callback', async ({ kit }) => {
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

  test('a self-check can be run six times a minute', async ({ kit }) => {
    const ops = await kit.given.member({ roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    for (let count = 0; count < 6; count += 1)
      expect((await requestAs(ops, 'POST', `${path}/run`, {})).status).toBe(200)
    expect((await requestAs(ops, 'POST', `${path}/run`, {})).status).toBe(429)
  })
})
