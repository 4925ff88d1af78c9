import { checkTenant, type TenantReport } from '@desk/server/adapters/wecom/tenant-check/check-tenant'
import { reportLines } from '@desk/server/adapters/wecom/tenant-check/report-lines'
import { probes } from '@desk/server/adapters/wecom/tenant-check/probes'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { createSimulator } from '../wecom-simulator/simulator.ts'

const { corpId, agentId, agentSecret, contactsSecret } = simulatorDefaults
const writes = /create|update|delete|send|set_|add|del|import|invite|recall|upload/

type Json = Record<string, unknown>
type Alter = (api: string, answer: Json) => Json

/** Runs the check against a simulator whose answers `alter` changes, and whose clock is `aheadMs` behind that of the check. */
async function check({
  alter = (_api, answer) => answer,
  agent = agentSecret,
  aheadMs = 0,
}: { alter?: Alter; agent?: string; aheadMs?: number } = {}) {
  const now = Date.parse('2026-11-24T02:00:00Z')
  const clock = { nowMs: () => now - aheadMs }
  const simulator = createSimulator({ receivers: {}, sleep: async () => {}, clock })
  const tenant = { apiBase: 'http://tenant.test', corpId, agentId, agentSecret: agent, contactsSecret }
  const alteredFetch = async (request: Request) => {
    const answer = (await (await simulator.app.request(request)).json()) as Json
    return Response.json(alter(new URL(request.url).pathname.replace('/cgi-bin/', ''), answer))
  }
  const checked = await checkTenant({ ...tenant, fetch: alteredFetch }, new Date(now))
  const calls = simulator.state.calls.map(({ path }) => path)
  return { ...checked, calls, lines: reportLines(checked.report), simulator }
}

const refuse =
  (api: string, errcode: number): Alter =>
  (called, answer) =>
    called === api ? { errcode, errmsg: `no, hint: [1], from ip: 203.0.113.9, more info` } : answer
const change =
  (api: string, alterAnswer: (answer: Json) => Json): Alter =>
  (called, answer) =>
    called === api ? alterAnswer(answer) : answer
const resultOf = ({ results }: TenantReport, api: string) =>
  results.find((result) => result.api === api && result.token === 'app')!
const changeFirstMember = (alterMember: (member: Json) => Json) =>
  change('user/list', (answer) => {
    const [first, ...rest] = answer['userlist'] as Json[]
    return { ...answer, userlist: [alterMember(first!), ...rest] }
  })

describe('the check of a tenant', () => {
  it('the check of a tenant finds no difference in the simulator, and only reads', async () => {
    const { report, calls, lines } = await check()
    expect(lines.at(-1)).toBe('No difference from what this version expects.')
    expect(report.results.filter(({ verdict }) => verdict !== 'as expected').map(({ api }) => api)).toEqual([])
    expect(calls.filter((path) => writes.test(path))).toEqual([])
    expect(calls.filter((path) => path === '/cgi-bin/gettoken')).toHaveLength(2)
  })

  it('the check of a tenant finds no difference where its clock is ahead of WeCom’s', async () => {
    expect((await check({ aheadMs: 60_000 })).lines.at(-1)).toBe('No difference from what this version expects.')
  })

  it.each([
    [
      'a missing field',
      changeFirstMember(({ telephone: _, ...rest }) => rest),
      { path: 'userlist[].telephone', kind: 'missing', expected: 'string', count: 1 },
    ],
    [
      'another type',
      changeFirstMember((member) => ({ ...member, department: '2' })),
      { path: 'userlist[].department', kind: 'type', expected: 'array', found: 'string', count: 1 },
    ],
    [
      'a value that is not documented',
      changeFirstMember((member) => ({ ...member, status: 3 })),
      { path: 'userlist[].status', kind: 'value', expected: 'number', found: 'number 3', count: 1 },
    ],
  ])('the check of a tenant names %s', async (_name, alter, difference) => {
    const { verdict, outcomes } = resultOf((await check({ alter })).report, 'user/list')
    expect(verdict).toBe('differs')
    expect(outcomes).toEqual([{ kind: 'answered', differences: expect.arrayContaining([difference]) as unknown }])
  })

  it('the check of a tenant lists a field that the client does not read, which is not a difference', async () => {
    const alter = change('agent/get', (answer) => ({ ...answer, customized_publish_status: 1 }))
    const { report, lines } = await check({ alter })
    expect(resultOf(report, 'agent/get').verdict).toBe('as expected')
    expect(lines).toContain('          customized_publish_status (number) is not read by this version')
  })

  it.each([40078, 60011])(
    'the check of a tenant names the refusal of a call that is expected to work: %i',
    async (errcode) => {
      const { report, lines } = await check({ alter: refuse('department/list', errcode) })
      expect(resultOf(report, 'department/list')).toMatchObject({ verdict: 'differs' })
      expect(lines.join('\n')).toContain(`refused with ${errcode}`)
    },
  )

  it('the check of a tenant accepts a feature that is not enabled, and reports the code of the refusal', async () => {
    const api = 'security/trustdevice/get_by_user'
    const { report } = await check({ alter: refuse(api, 48002) })
    expect(resultOf(report, api)).toMatchObject({
      verdict: 'as expected',
      outcomes: [{ kind: 'refused', errcode: 48002 }],
    })
  })

  it('the check of a tenant names an answer where a refusal is expected', async () => {
    const alter = change('auth/getuserinfo', () => ({ errcode: 0, errmsg: 'ok', userid: 'somebody' }))
    expect(resultOf((await check({ alter })).report, 'auth/getuserinfo').verdict).toBe('differs')
  })

  it('the check of a tenant says which open item an outcome decides', async () => {
    const { lines } = await check({ alter: refuse('user/getuserid', 60146) })
    expect(lines).toContain('  A-18  user/getuserid (app): refused with 60146')
  })

  it('the check of a tenant stops after a refused address, names it to the operator alone, and says what to do', async () => {
    const { report, refusedAddress, calls, lines } = await check({ alter: refuse('agent/get', 60020) })
    expect(refusedAddress).toBe('203.0.113.9')
    expect(JSON.stringify(report) + lines.join('\n')).not.toContain('203.0.113.9')
    expect(lines.join('\n')).toContain('企业可信IP')
    expect(calls).not.toContain('/cgi-bin/user/list')
  })

  it('the check of a tenant tries a wrong secret once', async () => {
    const { calls, lines } = await check({ agent: 'not-the-secret-0000' })
    expect(calls.filter((path) => path === '/cgi-bin/gettoken')).toHaveLength(2)
    expect(lines[0]).toMatch(/^DIFFERS gettoken \(app, a token for the calls below\): refused with 40001\./)
    expect(lines.at(-1)).toMatch(/differ from what this version expects/)
  })

  it('the check of a tenant reports neither names nor numbers, ids or secrets', async () => {
    const alter = changeFirstMember((member) => ({ ...member, mobile: '13812345678', email: 'zhao@lanjiang.example' }))
    const { report, lines, simulator } = await check({ alter })
    const { members, departments } = simulator.state.directory
    const output = JSON.stringify(report) + lines.join('\n')
    const words = Object.values(members).flatMap(({ userid, name }) => [userid, name])
    const secrets = [corpId, agentSecret, contactsSecret, '13812345678', 'zhao@lanjiang.example']
    const names = Object.values(departments).map(({ name }) => name)
    expect(words.length).toBeGreaterThan(50)
    expect([...words, ...names, ...secrets].filter((word) => output.includes(word))).toEqual([])
  })
})

describe('docs/wecom-unsure.md', () => {
  const rows = readFileSync(pathInRepository('docs/wecom-unsure.md'), 'utf8').match(/^\| [WA]-\d+ .+$/gm) ?? []
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()))
  const ids = cells.map(([, id = '']) => id)

  it('docs/wecom-unsure.md numbers its items without a gap', () => {
    for (const part of ['W', 'A']) {
      const own = ids.filter((id) => id.startsWith(part))
      expect(own).toEqual(own.map((_, index) => `${part}-${String(index + 1).padStart(2, '0')}`))
      expect(own.length).toBeGreaterThan(40)
    }
  })

  it('docs/wecom-unsure.md names npm run tenant-check for exactly the items that its calls settle', () => {
    const byCommand = cells.filter((row) => row[4] === '`npm run tenant-check`').map(([, id]) => id)
    expect([...new Set(probes.flatMap(({ settles }) => settles))].sort()).toEqual(byCommand.sort())
  })
})
