import type { CreatedApiKey } from '@desk/shared/api-keys/api-key-schemas'
import { expect } from 'vitest'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'

test.for([
  ['address', '10.9.9.9', '/api/v1/departments'],
  ['scope', '10.2.9.14', '/api/v1/policies'],
] as const)(
  'calls that are refused for their %s do not use up the limit of the key, and are limited per network',
  async ([, from, path], { kit }) => {
    await kit.given.department({ name: '澜江精密' })
    const ops = await kit.given.member({ userid: 'ops', roles: ['ops'] })
    const { requestAs, app } = createTestClient(kit.deps)
    const body = {
      ...{ name: '管理后台', scopes: ['directory.read'], expiresOn: '2026-06-30' },
      addresses: ['10.2.8.0/24', '10.2.9.0/24'],
    }
    const { key } = (await (await requestAs(ops, 'POST', '/api/settings/api-keys', body)).json()) as CreatedApiKey
    const statusFrom = async (remoteAddress: string, called: string) => {
      const init = { headers: { authorization: `Bearer ${key}` } }
      return (await app.request(called, init, { incoming: { socket: { remoteAddress } } })).status
    }
    for (let count = 0; count < 60; count += 1) expect(await statusFrom(from, path)).toBe(403)
    expect(await statusFrom(from, path)).toBe(429)
    // A call from another network is not limited, and the backend is answered.
    expect(await statusFrom('10.9.8.7', path)).toBe(403)
    for (let count = 0; count < 60; count += 1) expect(await statusFrom('10.2.8.14', '/api/v1/departments')).toBe(200)
    expect(await statusFrom('10.2.8.14', '/api/v1/departments')).toBe(429)
    kit.deps.clock.advanceSeconds(61)
    expect(await statusFrom(from, path)).toBe(403)
  },
)
