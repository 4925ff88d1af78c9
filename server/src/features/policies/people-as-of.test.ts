import { expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { createApiKey } from '../api-keys/create-api-key.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'

test('API v1 lists people with their state at the end of a past day, answers 404 for a day that is not stored, and 422 for days that are not past and for changedSince with a day', async ({
  kit,
}) => {
  const { author, north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', department: north })
  const id = await createPublishedPolicy(kit, { author, ...company }, draftOf([clause('1')]))
  kit.deps.clock.advanceHours(24)
  await snapshotBoards(kit.deps)
  await readAndSign(kit, person, id)
  const body = { name: '后台', scopes: ['policies.read' as const], expiresOn: '2026-06-30' }
  const { key } = await createApiKey(kit.deps, author, body)
  const { app } = createTestClient(kit.deps)
  const get = async (query: string, list = 'people') => {
    const headers = { authorization: `Bearer ${key}` }
    const response = await app.request(`/api/v1/policies/${id}/${list}?${query}`, { headers })
    return { status: response.status, body: (await response.json()) as { asOf?: string; items?: { state: string }[] } }
  }
  const past = await get('asOf=2026-03-17')
  expect(past).toMatchObject({ status: 200, body: { asOf: '2026-03-17' } })
  expect(past.body.items?.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending'])
  expect((await get('asOf=2026-03-17&state=signed')).body.items).toEqual([])
  const today = await get('')
  expect(today.body.asOf).toBeNull()
  expect(today.body.items?.map(({ state }) => state)).toEqual(['pending', 'signed', 'pending'])
  const statusOf = async (query: string, list?: string) => (await get(query, list)).status
  expect(await statusOf('asOf=2026-03-16')).toBe(404)
  expect(await statusOf('asOf=2026-03-16', 'departments')).toBe(404)
  for (const query of ['asOf=2026-03-18', 'asOf=2030-01-01', 'asOf=2026-03-17&changedSince=2026-03-17T00:00:00Z'])
    expect([query, await statusOf(query)]).toEqual([query, 422])
})
