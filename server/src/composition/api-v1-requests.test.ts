import { describe, expect } from 'vitest'
import { createApiKey } from '../features/api-keys/create-api-key.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { snapshotBoards } from '../features/policies/roster/jobs/snapshot-board.ts'
import { givenBackend } from '../testing/fixtures/api-v1.ts'
import { test } from '../testing/kit.ts'

type Page = { at: string; items: Record<string, unknown>[]; next: string | null }
type Failure = { error: { code: string; details?: { fields?: { code: string }[] } & Record<string, unknown> } }

async function setUp(...[kit]: Parameters<typeof givenBackend>) {
  const backend = await givenBackend(kit)
  const explained = await (await backend.app.request('/api/v1/docs')).text()
  return {
    ...backend,
    page: async (path: string) => (await backend.json(path)) as Page,
    /** Returns the status, the code and details of a refused call. */
    refusal: async (path: string) => {
      const response = await backend.get(path)
      const { code, details } = ((await response.json()) as Failure).error
      // The page explains every code that a caller can get.
      for (const shown of [code, ...(details?.fields ?? []).map((field) => field.code)])
        expect(explained).toContain(`<code>${shown}</code>`)
      return [response.status, code, details]
    },
  }
}
const invalid = (path: string, code: string) => [422, 'input.invalid', { fields: [{ path, code }] }]

describe('an invalid call to API v1', () => {
  test('an unknown parameter is named on every route', async ({ kit }) => {
    const { id, receipt, refusal, page } = await setUp(kit)
    const { versionId } = (await page('/policies')).items[0]!
    const people = `/policies/${id}/people`
    for (const path of [
      '/departments',
      '/policies',
      '/policies/changes',
      `/policies/${id}/departments`,
      people,
      `/policies/${id}/versions/${String(versionId)}`,
      `/receipts/${receipt.code}`,
    ])
      expect([path, ...(await refusal(`${path}?page=2`))]).toEqual([path, ...invalid('page', 'unrecognized_keys')])
  })

  test('a wrong parameter is listed once, with its first problem', async ({ kit }) => {
    const { id, refusal } = await setUp(kit)
    const people = `/policies/${id}/people`
    expect(await refusal(`${people}?changedSince=yesterday`)).toEqual(invalid('changedSince', 'invalid_format'))
    expect(await refusal(`${people}?changedSince=1999-01-01T00:00:00Z`)).toEqual(
      invalid('changedSince', 'instant.out_of_range'),
    )
    expect(await refusal(`${people}?asOf=2026-02-30`)).toEqual(invalid('asOf', 'day.unknown'))
    expect(await refusal(`${people}?asOf=2026-03-17`)).toEqual(invalid('asOf', 'too_big'))
    expect(await refusal(`${people}?asOf=2026-03-16&changedSince=2026-03-16T00:00:00Z`)).toEqual(
      invalid('changedSince', 'as_of.with_changed_since'),
    )
    expect(await refusal(`${people}?department=9999999999`)).toEqual(invalid('department', 'number.too_large'))
    expect(await refusal(`${people}?state=asleep`)).toEqual(invalid('state', 'invalid_value'))
    expect(await refusal(`${people}?department=1&department=2`)).toEqual(invalid('department', 'invalid_type'))
    for (const path of [people, '/departments', '/policies/changes', `/policies/${id}/departments`]) {
      expect(await refusal(`${path}?limit=0`)).toEqual(invalid('limit', 'invalid_format'))
      expect(await refusal(`${path}?limit=501`)).toEqual(invalid('limit', 'number.too_large'))
    }
  })

  test('a method other than GET and HEAD gets 405 with Allow, whatever the origin and path', async ({ kit }) => {
    const { app, get, key } = await setUp(kit)
    const headers = { authorization: `Bearer ${key}`, origin: 'https://backend.example.com' }
    for (const path of ['/api/v1/policies', '/api/v1/nowhere', '/api/v1'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const response = await app.request(path, { method, headers })
        const { error } = (await response.json()) as Failure
        expect([path, method, response.status, error.code]).toEqual([path, method, 405, 'method.not_allowed'])
        expect(response.headers.get('allow')).toBe('GET, HEAD')
      }
    expect((await app.request('/api/v1/policies', { method: 'HEAD', headers })).status).toBe(200)
    expect((await get('/nowhere')).status).toBe(404)
  })

  test('the scheme of a key ignores case, and 401 names the scheme', async ({ kit }) => {
    const { app, get, key } = await setUp(kit)
    const lower = { authorization: `bearer ${key}` }
    expect((await app.request('/api/v1/policies', { headers: lower })).status).toBe(200)
    const refused = await get('/policies', null)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  })

  test('a caller whose key is refused learns the missing scope, or the address that the server saw', async ({
    kit,
  }) => {
    const { app, author, keyFor } = await setUp(kit)
    const body = { name: '后台', scopes: ['policies.read' as const], expiresOn: '2026-06-30' }
    const { key } = await createApiKey(kit.deps, author, { ...body, addresses: ['10.2.8.0/24'] })
    const detailsOf = async (bearer: string) => {
      const init = { headers: { authorization: `Bearer ${bearer}` } }
      const response = await app.request('/api/v1/policies', init, {
        incoming: { socket: { remoteAddress: '::ffff:10.9.9.9' } },
      })
      return [response.status, ((await response.json()) as Failure).error.details]
    }
    expect(await detailsOf(key)).toEqual([403, { action: 'address', address: '10.9.9.9' }])
    expect(await detailsOf(await keyFor(['members.names']))).toEqual([403, { action: 'policies.read' }])
  })

  test('a day without stored numbers gets its own error, not that of an unknown policy, with the first day that has numbers', async ({
    kit,
  }) => {
    const { id, refusal } = await setUp(kit)
    kit.deps.clock.advanceHours(48)
    const paths = ['people', 'departments'].map((list) => `/policies/${id}/${list}?asOf=2026-03-16`)
    const gaps = () => Promise.all(paths.map(refusal))
    const gap = (firstDay: string | null) => [404, 'policy.day_not_stored', { firstDay }]
    expect(await gaps()).toEqual([gap(null), gap(null)])
    await snapshotBoards(kit.deps)
    expect(await gaps()).toEqual([gap('2026-03-18'), gap('2026-03-18')])
    const unknown = [404, 'policy.not_found', undefined]
    expect(await refusal('/policies/pol_unknown/people?asOf=2026-03-16')).toEqual(unknown)
  })
})

describe('continuing from an earlier call', () => {
  test('a cursor after the newest event, as after a restore from a backup, is refused', async ({ kit }) => {
    const { page, refusal } = await setUp(kit)
    await createSealer(kit.deps)()
    const { next } = await page('/policies/changes')
    expect(await page(`/policies/changes?after=${String(next)}`)).toEqual({ items: [], next })
    expect(await refusal('/policies/changes?after=9999999')).toEqual(invalid('after', 'after.beyond_end'))
  })

  test('a list of people states when it was read, and changedSince accepts that time but no later one', async ({
    kit,
  }) => {
    const { id, page, refusal } = await setUp(kit)
    const people = `/policies/${id}/people`
    const { at } = await page(people)
    expect(at).toBe(kit.deps.clock.now().toISOString())
    expect((await page(`${people}?changedSince=${at}`)).items).toMatchObject([{ userid: 'guoji' }])
    const local = encodeURIComponent('2026-03-17T10:00:00+08:00')
    expect((await page(`${people}?changedSince=${local}`)).at).toBe(at)
    const later = new Date(kit.deps.clock.now().getTime() + 1).toISOString()
    expect(await refusal(`${people}?changedSince=${later}`)).toEqual(invalid('changedSince', 'instant.in_future'))
  })

  test('an event of a signature leads to its receipt, and a person to the text they signed', async ({ kit }) => {
    const { id, page, json, receipt } = await setUp(kit)
    await createSealer(kit.deps)()
    const events = (await page('/policies/changes')).items
    expect(events.filter(({ receipt: code }) => code !== null)).toMatchObject([
      { action: 'policy.signed', userid: 'guoji', receipt: receipt.code },
    ])
    const signer = (await page(`/policies/${id}/people?state=signed`)).items[0]!
    const { versionId } = await json(`/receipts/${receipt.code}`)
    expect(signer['versionId']).toBe(versionId)
    expect(await json(`/policies/${id}/versions/${String(versionId)}`)).toMatchObject({ label: signer['version'] })
    const pending = (await page(`/policies/${id}/people?state=pending`)).items
    expect(pending.map((person) => person['versionId'])).toEqual([null, null])
  })

  test('pages of one row together list the same rows as one whole page', async ({ kit }) => {
    const { id, page } = await setUp(kit)
    await createSealer(kit.deps)()
    for (const path of [
      '/departments',
      '/policies/changes',
      `/policies/${id}/departments`,
      `/policies/${id}/people`,
      `/policies/${id}/people?state=pending`,
    ]) {
      const whole = await page(path)
      const items: object[] = []
      let after: string | null = ''
      while (after !== null) {
        const query = new URLSearchParams({ limit: '1', after })
        const part = await page(`${path}${path.includes('?') ? '&' : '?'}${query.toString()}`)
        expect(part.items.length).toBeLessThanOrEqual(1)
        items.push(...part.items)
        after = part.next === after ? null : part.next
      }
      expect(whole.items.length).toBeGreaterThan(1)
      expect([path, items]).toEqual([path, whole.items])
    }
  })
})
