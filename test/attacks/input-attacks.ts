import { sampleOfCases } from '@desk/server/testing/sample-of-cases'
import { isRoleRule } from '@desk/shared/identity/role-rules'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { routeLimits } from '@desk/shared/pages/route-limits'
import { routeRules } from '@desk/shared/pages/route-rules'
import { expect, it } from 'vitest'
import { residentMb } from '../lib/process-memory.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { hostileBodies, wrongShapes } from './hostile-bodies.ts'
import { rawRequest } from './raw-http.ts'
import { createVisitor, type Visitor, writeHeaders } from '../lib/browser-session.ts'

/** The server closed the connection before the whole body was sent; a reset may arrive before the response. */
const CONNECTION_CLOSED = 0
const REJECTED_STATUSES = [CONNECTION_CLOSED, 400, 403, 404, 408, 411, 413, 415, 422, 429]
/** Members with the rights of every role but the auditor's, so that only the body is wrong. */
const leads = { ofBodies: 'chenhaiyan', ofShapes: 'tangzhenhua' }
/** Members without a role who call the other routes. The shapes come from several, whose rate limits are not used up. */
const ordinary = {
  ofBodies: ['guoji'],
  ofShapes: ['zhaolixia', 'sunhao', 'maxiaoyu', 'xujiaqi', 'gaofeng', 'luowenjing', 'dengchao', 'caimeiling'],
}

const writes = Object.entries(routeRules)
  .filter(([route]) => route.startsWith('POST /api/'))
  .map(([route, rule]) => ({ route, rule: rule as RouteRule }))

type Operation = {
  requestBody?: unknown
  parameters?: { name: string; in: string; schema: { pattern?: string; enum?: string[] } }[]
}
type Write = (typeof writes)[number] & { path: string; readsBody: boolean }

/** Returns a value of a parameter that its schema accepts, so that the body is what is wrong. */
function exampleOf({ pattern = '', enum: values = [] }: { pattern?: string; enum?: string[] }): string {
  const [, prefix] = /^\^([a-z]{3}_)/.exec(pattern) ?? []
  const examples = [...values, `${prefix ?? ''}000000`, '0000-0000', 'limin']
  const isUserid = new RegExp(pattern).test('limin')
  const example = isUserid
    ? 'limin'
    : examples.find((value) => values.includes(value) || new RegExp(pattern).test(value))
  if (example === undefined) throw new Error(`No example of ${pattern}`)
  return example
}

/** Reads from the OpenAPI document which parameters the write routes have, and which of them read a body. */
async function describeWrites(publicUrl: string): Promise<Write[]> {
  const { paths } = (await (await fetch(`${publicUrl}/api/openapi.json`)).json()) as {
    paths: Record<string, { post?: Operation }>
  }
  return writes.map((write) => {
    const template = write.route.slice('POST '.length).replace(/:(\w+)/g, '{$1}')
    const operation = paths[template]?.post
    if (!operation) throw new Error(`${write.route} is not described`)
    const schemas = new Map((operation.parameters ?? []).map(({ name, schema }) => [name, schema]))
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => exampleOf(schemas.get(name) ?? {}))
    return { ...write, path, readsBody: operation.requestBody !== undefined }
  })
}

export function inputAttacks(environment: () => AttackEnvironment): void {
  /** Returns a visitor who may call routes with this rule. `nth`: which of several. */
  const callerOf = async (rule: RouteRule, purpose: keyof typeof leads, nth: number): Promise<Visitor> => {
    if (rule === 'anyone') return createVisitor(environment(), 'liangbo')
    if (rule === 'auditor') throw new Error('no caller may call this route')
    const members = ordinary[purpose]
    return environment().as(isRoleRule(rule) ? leads[purpose] : (members[nth % members.length] ?? ''))
  }
  let keys = 0
  const nextKey = () => ({ 'idempotency-key': `attack-${process.pid}-${(keys += 1)}` })

  /** Returns the head of a write request, without its length and the empty line. */
  const headOf = (visitor: Visitor, path: string, extraHeaders: Record<string, string> = {}) => {
    const all = { ...visitor.headers(), ...writeHeaders(environment().publicUrl), ...nextKey(), ...extraHeaders }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\n`)
    return `POST ${path} HTTP/1.1\nHost: localhost:${environment().port}\nConnection: close\n${lines.join('')}`
  }
  /** Sends raw bytes, because an HTTP client may miss a response that arrives before the body was sent. */
  const send = (visitor: Visitor, path: string, body: Buffer, extraHeaders: Record<string, string>) =>
    rawRequest(environment().port, `${headOf(visitor, path, extraHeaders)}Content-Length: ${body.length}\n\n`, [body])

  // `npm test` sends each body to a sixth of the routes, and a sixth of the bodies and shapes to each route.
  const bodies = hostileBodies.map((hostile, offset) => ({ ...hostile, offset }))
  it.each(bodies)('C5 D1 D3 L6: every write route rejects $description', async ({ body, headers = {}, offset }) => {
    const before = await environment().state()
    for (const { route, path, rule } of sampleOfCases(await describeWrites(environment().publicUrl), offset)) {
      const { status, text } = await send(await callerOf(rule, 'ofBodies', offset), path, Buffer.from(body), headers)
      expect([route, status, REJECTED_STATUSES.includes(status)]).toEqual([route, status, true])
      expectNoInternals(text)
    }
    expect(await environment().state()).toEqual(before)
  })

  it('C1 C2: write routes reject unknown keys and wrong types', async () => {
    const before = await environment().state()
    const withBody = (await describeWrites(environment().publicUrl)).filter(({ readsBody }) => readsBody)
    expect(withBody.length).toBeGreaterThan(writes.length / 2)
    const shapes = wrongShapes.map((shape, nth) => ({ shape, nth }))
    for (const [offset, { route, path, rule }] of withBody.entries()) {
      const statuses: number[] = []
      for (const { shape, nth } of sampleOfCases(shapes, offset)) {
        const response = await (await callerOf(rule, 'ofShapes', nth)).post(path, shape, nextKey())
        statuses.push(response.status)
        expectNoInternals(await response.text())
      }
      // The schema refuses a shape, not the rule of the route. With `EVERY_CASE=1` the shapes also reach some rate limits.
      const isLimited = Object.hasOwn(routeLimits, route) && statuses.includes(422)
      const others = statuses.filter((status) => status !== 422 && !(isLimited && status === 429))
      expect([route, others]).toEqual([route, []])
    }
    expect(await environment().state()).toEqual(before)
  })

  it.each([
    '/api/requests?after=-1%20or%201=1',
    '/api/requests?after=a&after=b',
    '/api/requests?applicant=limin&dept=1',
    '/api/requests?limit=1000000000',
    '/api/requests?page=-1',
    '/api/approvals?after=%00',
    '/api/approvals?after=%ff%fe',
    '/api/members?q=%25%25%25%25&limit=1e9',
    '/api/members?q=%00%00',
    '/api/members?q=limin&q=guoji',
    `/api/members?q=${'a'.repeat(4000)}`,
    '/api/members?q=li&after=bm9uc2Vuc2U',
    `/api/members?q=li&${Array.from({ length: 200 }, (_, index) => `f${index}=1`).join('&')}`,
    '/api/requests/req_000000%00',
    '/api/requests/__proto__',
    '/api/requests/constructor',
    '/api/requests/req_%F0%9F%98%80',
    '/api/requests/%',
    '/api/requests/%ff',
  ])('A5 D4 L6: %s is rejected or not found', async (path) => {
    const response = await (await environment().as('guoji')).get(path)
    expect([400, 404, 422]).toContain(response.status)
    expectNoInternals(await response.text())
  })

  it('D1: a chunked body of 5 MB, a body of 50 MB and a body with both a length and chunks are rejected', async () => {
    const head = headOf(await environment().as('guoji'), '/api/requests')
    const before = await environment().state()
    const megabyte = 'x'.repeat(1_048_576)
    const chunk = `100000\r\n${megabyte}\r\n`
    const start = residentMb(environment().pid) ?? 0
    const chunked = await rawRequest(
      environment().port,
      `${head}Transfer-Encoding: chunked\n\n`,
      Array.from({ length: 5 }, () => chunk),
    )
    const large = await rawRequest(
      environment().port,
      `${head}Content-Length: 52428800\n\n`,
      Array.from({ length: 50 }, () => megabyte),
    )
    const both = await rawRequest(environment().port, `${head}Transfer-Encoding: chunked\nContent-Length: 4\n\n`, [
      '0\r\n\r\n',
    ])
    console.log(`D1: ${start} MB before, ${residentMb(environment().pid) ?? 0} MB after`)
    for (const { status } of [chunked, large]) expect([CONNECTION_CLOSED, 413]).toContain(status)
    expect(both.status).toBe(400)
    expect(await environment().state()).toEqual(before)
  })

  // The slow requests were started before all other attacks and run until the server's timeout.
  it('D1: bodies and headers sent at one byte a second get 408', async () => {
    const ends = await environment().slowResponses
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([408]))
    console.log(`D1: ${Math.max(...ends.map(({ seconds }) => seconds))} s until the last 408`)
  })
}

/** Expects no stack trace, no SQL and no path of the server in a response. */
export function expectNoInternals(text: string): void {
  expect(text).not.toMatch(/node_modules|\bat \w+ \(|select |insert into|drizzle|\/server\/(src|dist)/i)
}
