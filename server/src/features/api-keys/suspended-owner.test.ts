import type { CreatedApiKey } from '@desk/shared/api-keys/api-key-schemas'
import { expect } from 'vitest'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'

test.for(['lost', 'close'] as const)(
  'an API key stops while the account of the responsible member is suspended, although WeCom has not disabled it: %s',
  async (cause, { kit }) => {
    await kit.given.department({ id: 1 })
    const ops = await kit.given.member({ userid: 'ops', roles: ['ops'] })
    const { requestAs, app } = createTestClient(kit.deps)
    const body = { name: '管理后台', scopes: ['directory.read'], expiresOn: '2026-06-30' }
    const { key } = (await (await requestAs(ops, 'POST', '/api/settings/api-keys', body)).json()) as CreatedApiKey
    const call = async () =>
      (await app.request('/api/v1/departments', { headers: { authorization: `Bearer ${key}` } })).status
    expect(await call()).toBe(200)
    const at = kit.deps.clock.now()
    await kit.deps.db.transaction((tx) => suspendAccount(tx, ops.userid, cause, at))
    expect(await call()).toBe(401)
    await kit.deps.db.transaction((tx) => endSuspension(tx, ops.userid, cause, at))
    expect(await call()).toBe(200)
  },
)
