import { expect } from 'vitest'
import type { Telemetry } from '../ports/telemetry.ts'
import { createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'

type Counted = Parameters<Telemetry['httpAnswered']>[0]

function countAnswers() {
  const counted: Counted[] = []
  const telemetry: Telemetry = { httpAnswered: (answer) => void counted.push(answer), wecomAnswered: () => {} }
  return { telemetry, labels: () => counted.map(({ method, route, status }) => `${method} ${route} ${status}`) }
}

test('each answer is counted under the pattern of its route, even one that a middleware refused', async ({ kit }) => {
  const { telemetry, labels } = countAnswers()
  const { requestAs, app } = createTestClient(kit.deps, { telemetry })
  const member = await kit.given.member()
  await requestAs(member, 'GET', '/api/requests/req_0123456789/comments')
  await requestAs(null, 'GET', '/api/requests/req_0123456789')
  await requestAs(null, 'GET', '/healthz')
  await requestAs(member, 'GET', '/nowhere/zhao')
  await app.request('/nowhere/li', { method: 'PROPFIND' })
  expect(labels()).toEqual([
    expect.stringMatching(/^GET \/api\/requests\/:\w+\/comments 404$/),
    expect.stringMatching(/^GET \/api\/requests\/:\w+ 401$/),
    'GET /healthz 200',
    'GET (none) 404',
    expect.stringMatching(/^other \(none\) /),
  ])
})

test('a refused request is logged with method, route, status and reason, without a stack', async ({ kit }) => {
  const lines: Record<string, unknown>[] = []
  const write = (fields: Record<string, unknown>, message: string) => void lines.push({ ...fields, message })
  const { requestAs } = createTestClient({ ...kit.deps, log: { info: write, warn: write, error: write } })
  await requestAs(await kit.given.member(), 'GET', '/api/requests/req_0123456789')
  expect(lines).toEqual([
    {
      message: 'request failed',
      code: 'request.not_found',
      status: 404,
      method: 'GET',
      route: expect.stringMatching(/^\/api\/requests\/:\w+$/) as unknown,
      requestId: expect.any(String) as unknown,
      reason: expect.any(String) as unknown,
    },
  ])
})
