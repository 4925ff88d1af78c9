import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect } from 'vitest'
import { createTestApp } from '../testing/http.ts'
import { givenBackend } from '../testing/fixtures/api-v1.ts'
import { test } from '../testing/kit.ts'
import type { ApiDocument } from './api-v1-page.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'

const documentPath = '/api/v1/openapi.json'
const lint = async (source: string) => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
  return problems.map(({ severity, ruleId, location }) => `${severity} ${ruleId} ${location[0]?.pointer ?? ''}`)
}

describe('the OpenAPI document of API v1', () => {
  test('the OpenAPI document of API v1 has no error and no warning in Redocly’s linter, which finds a removed part', async ({
    kit,
  }) => {
    const source = await (await createTestApp(kit.deps).request(documentPath)).text()
    expect(await lint(source)).toEqual([])
    const { servers, ...rest } = JSON.parse(source) as ApiDocument
    expect(await lint(JSON.stringify({ ...rest, servers: [] }))).toEqual(['error no-empty-servers #/servers'])
    expect(servers).toMatchObject([{ url: kit.deps.site.publicUrl }])
  })

  test('the OpenAPI document of API v1 describes only v1, and every status that a call returned', async ({ kit }) => {
    const { id, receipt, keyFor, get, app } = await givenBackend(kit)
    const document = (await (await app.request(documentPath)).json()) as ApiDocument
    const paths = Object.keys(document.paths)
    expect(paths.every((path) => path.startsWith('/api/v1/'))).toBe(true)
    const { versions } = ((await (await get('/policies')).json()) as { items: { versions: { id: string }[] }[] })
      .items[0]!
    const calls: Record<string, [good: string, bad: string, missing: string | null]> = {
      '/api/v1/departments': ['/departments', '/departments?after=x', null],
      '/api/v1/policies': ['/policies', '/policies?after=1', null],
      '/api/v1/policies/changes': ['/policies/changes', '/policies/changes?after=x', null],
      '/api/v1/policies/{id}/departments': [
        `/policies/${id}/departments`,
        `/policies/${id}/departments?asOf=2026-13-01`,
        `/policies/${id}/departments?asOf=2020-01-01`,
      ],
      '/api/v1/policies/{id}/people': [
        `/policies/${id}/people`,
        `/policies/${id}/people?state=asleep`,
        '/policies/pol_unknown/people',
      ],
      '/api/v1/policies/{id}/versions/{version}': [
        `/policies/${id}/versions/${versions[0]!.id}`,
        `/policies/${id}/versions/x`,
        `/policies/${id}/versions/pov_unknown`,
      ],
      '/api/v1/receipts/{code}': [`/receipts/${receipt.code}`, '/receipts/x', '/receipts/0000-0000'],
    }
    expect(Object.keys(calls).sort()).toEqual(paths.sort())
    const keyWithoutScope = await keyFor(['members.names'])
    for (const [path, [good, bad, missing]] of Object.entries(calls)) {
      const documented = Object.keys(document.paths[path]!['get']!.responses)
      const seen = [(await get(good)).status, (await get(good, null)).status, (await get(good, keyWithoutScope)).status]
      expect([path, ...seen]).toEqual([path, 200, 401, 403])
      const refused = [(await get(bad)).status, missing === null ? 404 : (await get(missing)).status]
      expect([path, ...refused]).toEqual([path, 422, 404])
      for (const status of [200, 401, 403, 422, 429, ...(missing === null ? [] : [404])])
        expect(documented).toContain(String(status))
      expect(documented).not.toContain('400')
    }
  })

  test('every time in the document has a date format, and the actions are listed', async ({ kit }) => {
    const source = await (await createTestApp(kit.deps).request(documentPath)).text()
    const times = [...source.matchAll(/"(\w+(?:At|On|Until)|at|asOf)":(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/g)]
    expect(times.length).toBeGreaterThan(8)
    for (const [, name, schema] of times) expect([name, schema]).toEqual([name, expect.stringMatching(/date/)])
    expect(source).toContain('"const":"policy.signed"')
  })

  test('every text of the documents but their examples is in English', async ({ kit }) => {
    const app = createTestApp(kit.deps)
    const withoutExamples = (key: string, value: unknown) => (key === 'example' ? null : value)
    for (const path of [documentPath, '/api/openapi.json']) {
      const source = JSON.stringify(await (await app.request(path)).json(), withoutExamples)
      expect(source).toContain('Policies and their versions')
      const chinese = source.match(/[^"\\]*\p{Script=Han}[^"\\]*/gu) ?? []
      expect(chinese.filter((text) => text !== '企微自助 (WeCom Desk)')).toEqual([])
    }
  })

  test('every operation has an example, which the linter compares with its schema', async ({ kit }) => {
    const document = (await (await createTestApp(kit.deps).request(documentPath)).json()) as ApiDocument
    const answers = Object.values(document.paths).map(({ get }) => get!.responses['200']!.content!['application/json']!)
    expect(answers.filter(({ example }) => example === undefined)).toEqual([])
    answers[0]!.example = { items: 'none' }
    expect(await lint(JSON.stringify(document))).toContainEqual(
      expect.stringContaining('no-invalid-media-type-examples'),
    )
  })
})

describe('the page that explains API v1', () => {
  test('the page that explains API v1 names every route, in Chinese, without a script and under the strict CSP', async ({
    kit,
  }) => {
    const app = createTestApp(kit.deps)
    const document = (await (await app.request(documentPath)).json()) as ApiDocument
    const response = await app.request('/api/v1/docs')
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    for (const path of Object.keys(document.paths)) expect(page).toContain(`GET ${path}`)
    for (const text of ['changedSince', 'items[].signedAt', 'date-time', '接口说明', 'members.names', 'Retry-After'])
      expect(page).toContain(text)
    // Alternatives share their fields: a text that is the same in all of them appears once.
    expect(page.split('policy.signer_forgotten 是签收人的化名')).toHaveLength(2)
    expect(page).not.toMatch(/<script|style="| on\w+=|undefined|\[object/)
    const nonce = /nonce="(\w+)"/.exec(page)?.[1]
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${String(nonce)}'`)
  })
})

describe('API v1', () => {
  test('names need their scope, in people and receipts', async ({ kit }) => {
    const { id, receipt, json, keyFor } = await givenBackend(kit)
    const nameless = await keyFor(['policies.read', 'policies.receipts'])
    const nameOf = async (bearer?: string) =>
      ((await json(`/policies/${id}/people`, bearer))['items'] as { userid: string; name: string | null }[]).find(
        ({ userid }) => userid === 'guoji',
      )?.name
    expect([await nameOf(), await nameOf(nameless)]).toEqual(['郭洁', null])
    expect(await json(`/receipts/${receipt.code}`)).toMatchObject({ userid: 'guoji', name: '郭洁', state: 'valid' })
    expect(await json(`/receipts/${receipt.code}`, nameless)).toMatchObject({ userid: 'guoji', name: null })
  })

  test('the text of a version has the hash that its signatures have', async ({ kit }) => {
    const { id, receipt, json } = await givenBackend(kit)
    const { versionId, docHash } = await json(`/receipts/${receipt.code}`)
    const { texts } = (await json(`/policies/${id}/versions/${String(versionId)}`)) as {
      texts: { language: string; docHash: string; clauses: { no: string }[] }[]
    }
    expect(texts.map((text) => text.docHash)).toContain(docHash)
    expect(texts[0]).toMatchObject({ clauses: [{ no: '1' }] })
  })

  test('people are filtered by department, state and change', async ({ kit }) => {
    const { id, north, json } = await givenBackend(kit)
    const userids = async (query: string) =>
      ((await json(`/policies/${id}/people${query}`))['items'] as { userid: string }[]).map(({ userid }) => userid)
    expect(await userids('')).toEqual(['author', 'guoji', 'lead'])
    expect(await userids(`?department=${String(north)}`)).toEqual(['guoji'])
    expect(await userids('?state=pending')).toEqual(['author', 'lead'])
    const later = kit.deps.clock.now().toISOString()
    expect(await userids(`?changedSince=${later}`)).toEqual(['guoji'])
    kit.deps.clock.advanceSeconds(1)
    expect(await userids(`?changedSince=${kit.deps.clock.now().toISOString()}`)).toEqual([])
    kit.deps.clock.advanceDays(30)
    expect(await userids(`?changedSince=${later}&state=overdue`)).toEqual(['author', 'lead'])
  })

  test('events are filtered by policy, and the cursor moves past the others', async ({ kit }) => {
    const { id, json } = await givenBackend(kit)
    await createSealer(kit.deps)()
    const all = (await json('/policies/changes')) as { items: object[]; next: string }
    const ours = (await json(`/policies/changes?policy=${id}`)) as typeof all
    expect(ours).toEqual(all)
    expect(await json('/policies/changes?policy=pol_another1')).toEqual({ items: [], next: all.next })
  })
})
