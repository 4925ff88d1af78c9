import { routeRules } from '@desk/shared/pages/route-rules'
import { expect, it } from 'vitest'
import { residentMb } from '../lib/process-memory.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { hostileBodies, wrongShapes } from './hostile-bodies.ts'
import { rawRequest } from './raw-http.ts'
import { type Visitor, writeHeaders } from '../lib/browser-session.ts'

/** Closed while we still send: a reset may overtake the answer. Whether the server lives is asked at the end. */
const CUT_OFF = 0
const REFUSED = [CUT_OFF, 400, 403, 404, 408, 411, 413, 415, 422, 429]
/** One who may call the route, so that nothing but the body is wrong. */
const callers: Record<string, string> = { ops: 'chenhaiyan', ops_lead: 'chenhaiyan', reviewer: 'qinyue' }
/** These read no body at all: what comes with the call has no effect, whatever it says. */
const WITHOUT_BODY =
  /sign-out|sync|run$|verify$|pause|resume|retry|done-by-hand|\/end$|end-others|revoke|export$|reveal|proposals|roles\/switch/

const writes = Object.entries(routeRules)
  .filter(([route]) => route.startsWith('POST /api/'))
  .map(([route, rule]) => ({ route, path: route.slice(5).replace(':id', 'req_000000'), rule: rule as string }))
  .map(({ path, ...rest }) => ({ path: path.replace(':userid', 'limin'), ...rest }))

export function inputAttacks(world: () => AttackEnvironment): void {
  const caller = (rule: string) => world().as(callers[rule] ?? 'guoji')
  const key = (() => {
    let count = 0
    return () => ({ 'idempotency-key': `attack-${process.pid}-${(count += 1)}` })
  })()

  const headOf = (visitor: Visitor, path: string, more: Record<string, string> = {}) => {
    const all = { ...visitor.headers(), ...writeHeaders(world().publicUrl), ...key(), ...more }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\n`)
    return `POST ${path} HTTP/1.1\nHost: localhost:${world().port}\nConnection: close\n${lines.join('')}`
  }
  /** By bytes: a client of comfort would miss an answer that comes before the body was taken. */
  const send = (visitor: Visitor, path: string, body: Buffer, more: Record<string, string>) =>
    rawRequest(world().port, `${headOf(visitor, path, more)}Content-Length: ${body.length}\n\n`, [body])

  it.each(hostileBodies)('C5 D1 D3 L6: no write takes $says', async ({ body, headers = {} }) => {
    const before = await world().state()
    for (const { route, path, rule } of writes) {
      const { status, text } = await send(await caller(rule), path, Buffer.from(body), headers)
      expect([route, status, REFUSED.includes(status)]).toEqual([route, status, true])
      expectPlain(text)
    }
    expect(await world().state()).toEqual(before)
  })

  it('C1 C2: no write takes a key or a type that it does not know', async () => {
    const before = await world().state()
    for (const { route, path, rule } of writes.filter(({ route: name }) => !WITHOUT_BODY.test(name))) {
      for (const shape of wrongShapes) {
        const answer = await (await caller(rule)).post(path, shape, key())
        expect([route, shape, answer.status, REFUSED.includes(answer.status)]).toEqual([
          route,
          shape,
          answer.status,
          true,
        ])
        expectPlain(await answer.text())
      }
    }
    expect(await world().state()).toEqual(before)
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
  ])('A5 D4 L6: %s is not understood, or found', async (path) => {
    const answer = await (await world().as('guoji')).get(path)
    expect([400, 404, 422]).toContain(answer.status)
    expectPlain(await answer.text())
  })

  it('D1: a long body without a length, 50 MB and a body that never ends cost no memory', async () => {
    const head = headOf(await world().as('guoji'), '/api/requests')
    const before = await world().state()
    const megabyte = 'x'.repeat(1_048_576)
    const chunk = `100000\r\n${megabyte}\r\n`
    const start = residentMb(world().pid) ?? 0
    const chunked = await rawRequest(
      world().port,
      `${head}Transfer-Encoding: chunked\n\n`,
      Array.from({ length: 5 }, () => chunk),
    )
    const large = await rawRequest(
      world().port,
      `${head}Content-Length: 52428800\n\n`,
      Array.from({ length: 50 }, () => megabyte),
    )
    const both = await rawRequest(world().port, `${head}Transfer-Encoding: chunked\nContent-Length: 4\n\n`, [
      '0\r\n\r\n',
    ])
    console.log(`D1: ${start} MB before, ${residentMb(world().pid) ?? 0} MB after`)
    for (const { status } of [chunked, large]) expect([CUT_OFF, 413]).toContain(status)
    expect(both.status).toBe(400)
    expect(await world().state()).toEqual(before)
  })

  // They take as long as the server's patience: begun before all other attacks, which are served meanwhile.
  it('D1: bodies and headers of one byte a second are cut off with 408', async () => {
    const ends = await world().slow
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([408]))
    console.log(
      `D1: ${
        ends
          .map(({ seconds }) => seconds)
          .toSorted((x, y) => x - y)
          .at(-1) ?? 0
      } s until the last was cut off`,
    )
  })
}

/** No stack, no SQL, no path of ours in an answer. */
export function expectPlain(text: string): void {
  expect(text).not.toMatch(/node_modules|\bat \w+ \(|select |insert into|drizzle|\/server\/(src|dist)/i)
}
