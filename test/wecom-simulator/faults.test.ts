import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { smallCompany } from './company.ts'
import { simulatorDefaults } from './defaults.ts'
import type { FaultPlan } from './faults.ts'
import { startSimulator, type RunningSimulator } from './start-simulator.ts'

let running: RunningSimulator

beforeAll(async () => {
  running = await startSimulator({ appUrl: 'http://127.0.0.1:9', callbacks: null, company: smallCompany() })
})
afterAll(() => running.stop())
beforeEach(() => running.simulator.reset())

const post = (path: string, body: unknown, init: RequestInit = {}) =>
  fetch(running.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...init,
  })

const contactsToken = async (): Promise<string> => {
  const { corpId, contactsSecret } = simulatorDefaults
  const answer = await fetch(`${running.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${contactsSecret}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

const rename = async (position: string, init: RequestInit = {}) =>
  post(`/cgi-bin/user/update?access_token=${await contactsToken()}`, { userid: 'zhang', position }, init)

const codeOf = async (answer: Promise<Response>) => ((await (await answer).json()) as { errcode: number }).errcode
const plant = (plan: FaultPlan) => post('/__sim__/faults', plan)
const effects = () => running.simulator.state.effects.map((entry) => entry.effect)
const logged = () =>
  running.simulator.state.calls.filter((call) => call.path.endsWith('user/update')).map((call) => call.errcode)

describe('a planted fault', () => {
  it('hits the second call alone', async () => {
    await plant({ endpoint: 'user/update', kind: 'errcode', errcode: 45009, nth: 2 })
    expect([await codeOf(rename('a')), await codeOf(rename('b')), await codeOf(rename('c'))]).toEqual([0, 45009, 0])
    expect(effects()).toHaveLength(2)
    expect(logged()).toEqual([0, 45009, 0])
  })

  it('hits as often as it says, and then no more', async () => {
    await plant({ endpoint: '/cgi-bin/user/update', kind: 'errcode', errcode: -1, times: 2 })
    expect([await codeOf(rename('a')), await codeOf(rename('a')), await codeOf(rename('a'))]).toEqual([-1, -1, 0])
  })

  it('stays until it is cleared', async () => {
    await plant({ endpoint: '*', kind: 'errcode', errcode: -1 })
    const answer = await fetch(`${running.url}/cgi-bin/gettoken`)
    expect(await answer.json()).toMatchObject({ errcode: -1 })
    await post('/__sim__/faults/clear', {})
    expect(await codeOf(rename('a'))).toBe(0)
  })

  it('does it, then closes the connection', async () => {
    await plant({ endpoint: 'user/update', kind: 'done-then-dropped', nth: 1 })
    await expect(rename('新')).rejects.toThrow('fetch failed')
    expect(effects()).toEqual(['member.update'])
    expect(await codeOf(rename('新'))).toBe(0)
    expect(effects()).toEqual(['member.update'])
    expect(logged()).toEqual(['dropped', 0])
  })

  it('closes the connection without doing it', async () => {
    await plant({ endpoint: 'user/update', kind: 'drop', nth: 1 })
    await expect(rename('新')).rejects.toThrow('fetch failed')
    expect(effects()).toEqual([])
  })

  it('holds the answer until the caller gives up, without doing it', async () => {
    await plant({ endpoint: 'user/update', kind: 'timeout', ms: 200 })
    await expect(rename('新', { signal: AbortSignal.timeout(20) })).rejects.toThrow()
    await expect(rename('新')).rejects.toThrow('fetch failed')
    expect(effects()).toEqual([])
  })

  it('answers with a page of HTML', async () => {
    await plant({ endpoint: 'user/update', kind: 'http', status: 502 })
    const answer = await rename('新')
    expect([answer.status, answer.headers.get('content-type'), effects()]).toEqual([
      502,
      'text/html; charset=UTF-8',
      [],
    ])
  })

  it('kills every token until the next gettoken', async () => {
    const old = await contactsToken()
    await plant({ endpoint: 'user/update', kind: 'kill-tokens', errcode: 42001, nth: 1 })
    const withOld = () => codeOf(post(`/cgi-bin/user/update?access_token=${old}`, { userid: 'zhang', position: '新' }))
    expect([await withOld(), await withOld(), await codeOf(rename('新'))]).toEqual([42001, 42001, 0])
  })
})

describe('the switches of the page', () => {
  it('turn a fault on and off', async () => {
    await post('/__sim__/faults/switch', { name: 'busy', on: true })
    await post('/__sim__/faults/switch', { name: 'busy', on: true })
    expect(running.simulator.state.faults).toHaveLength(1)
    await post('/__sim__/faults/switch', { name: 'busy', on: false })
    expect(running.simulator.state.faults).toEqual([])
  })
})

describe('the control API', () => {
  it('gives what came after a point, and waits for it', async () => {
    const waiting = fetch(`${running.url}/__sim__/ledger?after=0&wait=5000`)
    await rename('新')
    const [entry] = (await (await waiting).json()) as { seq: number; effect: string }[]
    expect(entry).toMatchObject({ effect: 'member.update' })
    const after = await fetch(`${running.url}/__sim__/ledger?after=${entry?.seq}`)
    expect(await after.json()).toEqual([])
  })

  it('keeps tokens and secrets out of the log', async () => {
    await rename('新')
    const log = await (await fetch(`${running.url}/__sim__/calls`)).text()
    expect(log).not.toContain(await contactsToken())
    expect(log).not.toContain(simulatorDefaults.contactsSecret)
  })

  it.each([
    ['/faults', { endpoint: 'user/update', kind: 'unheard-of' }],
    ['/switches', { callbacks: 'sometimes' }],
    ['/cards/click', {}],
  ])('refuses nonsense at %s', async (path, body) => {
    expect((await post(`/__sim__${path}`, body)).status).toBe(400)
  })

  it('remembers everything as plain JSON', async () => {
    await rename('新')
    const { state } = running.simulator
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})
