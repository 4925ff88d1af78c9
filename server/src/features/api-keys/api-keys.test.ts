import { randomBytes } from 'node:crypto'
import type { ApiKeyCalls, ApiKeysView, CreatedApiKey } from '@desk/shared/api-keys/api-key-schemas'
import type { SettingsHub } from '@desk/shared/settings/hub-schemas'
import { and, eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { apiKeys, auditEntries, notices, roleGrants } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { notifyOfStoppedKeys } from './jobs/notify-of-stopped-keys.ts'

const keysPath = '/api/settings/api-keys'
const body = { name: '管理后台', scopes: ['directory.read'], expiresOn: '2026-06-30' }

async function setUp(kit: Kit) {
  const root = await kit.given.department({ name: '澜江精密' })
  await kit.given.department({ parent: root, name: '来料检验组' })
  const ops = await kit.given.member({ userid: 'ops', roles: ['ops'] })
  const { requestAs, app } = createTestClient(kit.deps)
  const postKey = async (overrides: object = {}) => requestAs(ops, 'POST', keysPath, { ...body, ...overrides })
  return {
    requestAs,
    app,
    ops,
    postKey,
    createKey: async () => (await (await postKey()).json()) as CreatedApiKey,
    call: async (authorization?: string, query = '') =>
      app.request(`/api/v1/departments${query}`, { headers: authorization === undefined ? {} : { authorization } }),
  }
}

describe('API keys', () => {
  test('an API key is shown once, stored as a hash, and accepted by the routes of its scopes', async ({ kit }) => {
    const { createKey, call, requestAs, ops } = await setUp(kit)
    const { key, view } = await createKey()
    expect(view).toMatchObject({ name: '管理后台', prefix: key.slice(0, 9), state: 'live', lastUsedAt: null })
    const response = await call(`Bearer ${key}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      items: [
        { name: '澜江精密', path: [1] },
        { name: '来料检验组', parentId: 1, path: [1, 2] },
      ],
      next: null,
    })
    const stored = JSON.stringify([
      await kit.deps.db.select().from(apiKeys),
      await kit.deps.db.select().from(auditEntries),
      await (await requestAs(ops, 'GET', keysPath)).json(),
    ])
    expect(stored).not.toContain(key)
    expect(stored).toContain('"lastUsedAt":"2026-03-17T02:00:00.000Z"')
  })

  test('an invalid API key gets the same response whatever is wrong with it', async ({ kit }) => {
    const { createKey, call, requestAs, ops } = await setUp(kit)
    const { key } = await createKey()
    const revoked = await createKey()
    await requestAs(ops, 'POST', `${keysPath}/${revoked.view.id}/revoke`, {})
    const wrong = [
      undefined,
      '',
      key,
      `Basic ${key}`,
      `Bearer ${key}x`,
      `Bearer ${revoked.key}`,
      `Bearer desk_${'a'.repeat(32)}`,
    ]
    const responses = new Set<string>()
    for (const authorization of wrong) {
      const response = await call(authorization)
      const { error } = (await response.json()) as { error: { code: string; details?: object } }
      responses.add(`${response.status} ${error.code} ${JSON.stringify(error.details)}`)
    }
    expect([...responses]).toEqual(['401 auth.required undefined'])
  })

  test('an API key expires after its last day', async ({ kit }) => {
    const { createKey, call } = await setUp(kit)
    const { key, view } = await createKey()
    expect(view.expiresAt).toBe('2026-06-30T16:00:00.000Z')
    kit.deps.clock.advanceHours((Date.parse(view.expiresAt) - kit.deps.clock.now().getTime()) / 3_600_000)
    expect((await call(`Bearer ${key}`)).status).toBe(401)
  })

  test('an API key allows sixty calls per minute', async ({ kit }) => {
    const { createKey, call } = await setUp(kit)
    const [first, second] = [await createKey(), await createKey()]
    for (let count = 0; count < 60; count += 1) expect((await call(`Bearer ${first.key}`)).status).toBe(200)
    kit.deps.clock.advanceSeconds(20)
    const refused = await call(`Bearer ${first.key}`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40'])
    expect((await call(`Bearer ${second.key}`)).status).toBe(200)
    kit.deps.clock.advanceSeconds(61)
    expect((await call(`Bearer ${first.key}`)).status).toBe(200)
  })

  test('an API key gives no access outside its scopes', async ({ kit }) => {
    const { createKey, call } = await setUp(kit)
    const { key } = await createKey()
    await kit.deps.db.update(apiKeys).set({ scopes: [] })
    expect((await call(`Bearer ${key}`)).status).toBe(403)
  })

  test('an API key is not a session, and a session is not an API key', async ({ kit }) => {
    const { createKey, requestAs, ops } = await setUp(kit)
    const { key } = await createKey()
    expect((await requestAs(ops, 'GET', '/api/v1/departments')).status).toBe(401)
    expect((await requestAs(null, 'GET', '/api/me', undefined, { authorization: `Bearer ${key}` })).status).toBe(401)
  })

  test('an API key stops when the responsible member loses the role, and works again after a takeover', async ({
    kit,
  }) => {
    const { createKey, call, requestAs, ops } = await setUp(kit)
    const { key, view } = await createKey()
    const next = await kit.given.member({ userid: 'next', roles: ['ops_lead'] })
    const readState = async () =>
      ((await (await requestAs(next, 'GET', keysPath)).json()) as ApiKeysView).items[0]?.state
    expect([(await call(`Bearer ${key}`)).status, await readState()]).toEqual([200, 'live'])

    const at = kit.deps.clock.now()
    await kit.deps.db.update(roleGrants).set({ endedAt: at }).where(eq(roleGrants.userid, ops.userid))
    expect([(await call(`Bearer ${key}`)).status, await readState()]).toEqual([401, 'stopped'])

    const readHub = async () => (await (await requestAs(next, 'GET', '/api/settings')).json()) as SettingsHub
    expect((await readHub()).stoppedKeys).toBe(1)
    const path = `${keysPath}/${view.id}/adopt`
    expect((await requestAs(next, 'POST', path, {})).status).toBe(200)
    expect([(await call(`Bearer ${key}`)).status, await readState()]).toEqual([200, 'live'])
    expect((await readHub()).stoppedKeys).toBe(0)
    // A key of the caller and a revoked key cannot be taken over.
    expect((await requestAs(next, 'POST', path, {})).status).toBe(404)
    await requestAs(next, 'POST', `${keysPath}/${view.id}/revoke`, {})
    await kit.deps.db.update(roleGrants).set({ endedAt: null })
    expect((await requestAs(ops, 'POST', path, {})).status).toBe(404)
  })

  test('ops are notified once each time an API key stops', async ({ kit }) => {
    const { createKey, ops } = await setUp(kit)
    await createKey()
    const lead = await kit.given.member({ userid: 'lead', roles: ['ops_lead'] })
    const sendCards = async () => {
      await notifyOfStoppedKeys(kit.deps)
      await drainOutbox(kit.deps)
      return kit.deps.wecom.mailings.map(({ userids, card }) => [userids, card.title, card.url])
    }
    expect(await sendCards()).toEqual([])
    const endRole = () =>
      kit.deps.db
        .update(roleGrants)
        .set({ endedAt: kit.deps.clock.now() })
        .where(and(eq(roleGrants.userid, ops.userid), isNull(roleGrants.endedAt)))
    await endRole()
    const card = [[lead.userid], '接口密钥已停用：管理后台', 'http://desk.test/settings/api-keys']
    expect(await sendCards()).toEqual([card])
    expect(await sendCards()).toEqual([card])
    expect((await kit.deps.db.select().from(notices)).map(({ event, state }) => [event, state])).toEqual([
      ['api_key.stopped', 'sent'],
    ])
    kit.deps.clock.advanceSeconds(60)
    const again = { userid: ops.userid, role: 'ops', source: 'setting', grantedAt: kit.deps.clock.now() } as const
    await kit.deps.db.insert(roleGrants).values({ ...again, id: 'grt_again' })
    expect(await sendCards()).toEqual([card])
    await endRole()
    expect(await sendCards()).toEqual([card, card])
  })

  test('each read is recorded with the API key and the scope', async ({ kit }) => {
    const { createKey, call } = await setUp(kit)
    const { key, view } = await createKey()
    await call(`Bearer ${key}`, '?after=0')
    await call('Bearer desk_unknown')
    const read = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'api_keys.read'))
    expect(read).toMatchObject([
      { actor: `key:${view.id}`, object: '/api/v1/departments', details: { scope: 'directory.read' } },
    ])
  })

  test('a key restricted to addresses is refused elsewhere, and its log names each call', async ({ kit }) => {
    const { postKey, app, requestAs, ops } = await setUp(kit)
    const { key, view } = (await (await postKey({ addresses: ['10.2.8.0/24'] })).json()) as CreatedApiKey
    expect(view.addresses).toEqual(['10.2.8.0/24'])
    const statusFrom = async (remoteAddress: string, path = '/api/v1/departments') => {
      const init = { headers: { authorization: `Bearer ${key}` } }
      return (await app.request(path, init, { incoming: { socket: { remoteAddress } } })).status
    }
    expect(await statusFrom('10.2.8.14')).toBe(200)
    expect(await statusFrom('::ffff:10.2.8.14')).toBe(200)
    expect(await statusFrom('10.2.9.14')).toBe(403)
    expect(await statusFrom('10.2.8.14', '/api/v1/policies')).toBe(403)
    expect((await app.request('/api/v1/departments', { headers: { authorization: `Bearer ${key}` } })).status).toBe(403)
    const log = (await (await requestAs(ops, 'GET', `${keysPath}/${view.id}/calls`)).json()) as ApiKeyCalls
    expect(log.items.map(({ route, network, refusedFor }) => [route, network, refusedFor])).toEqual([
      ['/api/v1/departments', 'unknown', 'address'],
      ['/api/v1/policies', '10.2.8.x', 'scope'],
      ['/api/v1/departments', '10.2.9.x', 'address'],
      ['/api/v1/departments', '10.2.8.x', null],
      ['/api/v1/departments', '10.2.8.x', null],
    ])
    expect(log.items.every(({ at }) => at === kit.deps.clock.now().toISOString())).toBe(true)
    expect(log.next).toBeNull()
    expect((await kit.deps.db.select().from(apiKeys))[0]?.lastUsedAt).not.toBeNull()
  })

  test('the log of a key is read in pages', async ({ kit }) => {
    const { createKey, call, requestAs, ops } = await setUp(kit)
    const { key, view } = await createKey()
    for (let count = 0; count < 25; count += 1) await call(`Bearer ${key}`)
    const page = async (query = '') =>
      (await (await requestAs(ops, 'GET', `${keysPath}/${view.id}/calls${query}`)).json()) as ApiKeyCalls
    const first = await page()
    const second = await page(`?after=${String(first.next)}`)
    expect([first.items.length, second.items.length, second.next]).toEqual([20, 5, null])
    expect(new Set([...first.items, ...second.items].map(({ seq }) => seq)).size).toBe(25)
  })

  test('the record of a read contains the route with its valid ids, and no other text of the URL', async ({ kit }) => {
    const { postKey, app } = await setUp(kit)
    const { key } = (await (await postKey({ scopes: ['policies.read'] })).json()) as CreatedApiKey
    const statusOf = async (id: string) => {
      const address = `/api/v1/policies/${encodeURIComponent(id)}/people`
      return (await app.request(address, { headers: { authorization: `Bearer ${key}` } })).status
    }
    // An index cannot contain a row of that length unless it is compressed.
    const long = randomBytes(6_000).toString('base64url')
    expect(await Promise.all([long, '郭洁的病假条', 'pol_unknown'].map(statusOf))).toEqual([422, 422, 404])
    const read = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'api_keys.read'))
    expect(read.map(({ object }) => object).sort()).toEqual([
      ...['/api/v1/policies/:id/people', '/api/v1/policies/:id/people', '/api/v1/policies/pol_unknown/people'],
    ])
  })

  test('an API key is revoked once, with its id in the audit', async ({ kit }) => {
    const { createKey, requestAs, ops } = await setUp(kit)
    const { view } = await createKey()
    const path = `${keysPath}/${view.id}/revoke`
    expect(await (await requestAs(ops, 'POST', path, {})).json()).toMatchObject({ items: [{ state: 'revoked' }] })
    expect((await requestAs(ops, 'POST', path, {})).status).toBe(404)
    const actions = (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).map(
      ({ action, object }) => `${action} ${object}`,
    )
    expect(actions).toEqual([`api_keys.make ${view.id}`, `api_keys.revoke ${view.id}`])
  })

  test('every wrong field of a new key is reported, once each', async ({ kit }) => {
    const { postKey } = await setUp(kit)
    const body = { name: '', scopes: [], addresses: ['10.2.8.0/99', '10.2.8.14'], expiresOn: '2026-03-01' }
    const { error } = (await (await postKey(body)).json()) as { error: { details: { fields: object[] } } }
    expect(error.details.fields).toEqual([
      { path: 'expiresOn', code: 'key.expired_already' },
      { path: 'name', code: 'text.required' },
      { path: 'scopes', code: 'key.no_scope' },
      { path: 'addresses.0', code: 'key.bad_address' },
    ])
  })

  test('a key whose last call was refused shows when and from where, until a call is accepted', async ({ kit }) => {
    const { postKey, app, requestAs, ops } = await setUp(kit)
    const { key, view } = (await (await postKey({ addresses: ['10.2.8.0/24'] })).json()) as CreatedApiKey
    expect(view.lastRefusal).toBeNull()
    await postKey()
    const callFrom = async (remoteAddress: string) =>
      app.request(
        '/api/v1/departments',
        { headers: { authorization: `Bearer ${key}` } },
        { incoming: { socket: { remoteAddress } } },
      )
    const listRefusals = async () => {
      const { items } = (await (await requestAs(ops, 'GET', keysPath)).json()) as ApiKeysView
      return items.map(({ lastRefusal }) => lastRefusal)
    }
    await callFrom('10.2.9.14')
    const at = kit.deps.clock.now().toISOString()
    expect(await listRefusals()).toContainEqual({ at, network: '10.2.9.x', reason: 'address' })
    expect(await listRefusals()).toContain(null)
    await callFrom('10.2.8.14')
    expect(await listRefusals()).toEqual([null, null])
  })

  test.for([
    [{ expiresOn: '2026-03-16' }, 'key.expired_already'],
    [{ expiresOn: '2027-04-01' }, 'key.lives_too_long'],
    [{ name: '  ' }, 'text.required'],
    [{ name: '后\u202e台' }, 'text.unseen_signs'],
    [{ scopes: [] }, 'key.no_scope'],
    [{ scopes: ['members.names'] }, 'key.names_alone'],
    [{ expiresOn: '' }, 'key.no_last_day'],
    [{ expiresOn: '2026-02-30' }, 'day.unknown'],
    [{ scopes: ['everything'] }, 'invalid_value'],
    [{ addresses: ['10.2.8'] }, 'key.bad_address'],
    [{ addresses: ['10.2.8.0/33'] }, 'key.bad_address'],
    [{ addresses: ['::1/129'] }, 'key.bad_address'],
  ] as const)('an API key is not created with %o', async ([overrides, code], { kit }) => {
    const { postKey } = await setUp(kit)
    const response = await postKey(overrides)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(code)
  })
})
