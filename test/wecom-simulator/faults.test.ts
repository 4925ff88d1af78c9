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
  const response = await fetch(`${running.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${contactsSecret}`)
  return ((await response.json()) as { access_token: string }).access_token
}

const changePosition = async (position: string, init: RequestInit = {}) =>
  post(`/cgi-bin/user/update?access_token=${await contactsToken()}`, { userid: 'zhang', position }, init)

const codeOf = async (response: Promise<Response>) => ((await (await response).json()) as { errcode: number }).errcode
const addFault = (plan: FaultPlan) => post('/__sim__/faults', plan)
const effects = () => running.simulator.state.effects.map((entry) => entry.effect)
const loggedResults = () =>
  running.simulator.state.calls.filter((call) => call.path.endsWith('user/update')).map((call) => call.errcode)

describe('faults', () => {
  it('a fault with nth 2 fails only the second call', async () => {
    await addFault({ endpoint: 'user/update', kind: 'errcode', errcode: 45009, nth: 2 })
    expect([
      await codeOf(changePosition('a')),
      await codeOf(changePosition('b')),
      await codeOf(changePosition('c')),
    ]).toEqual([0, 45009, 0])
    expect(effects()).toHaveLength(2)
    expect(loggedResults()).toEqual([0, 45009, 0])
  })

  it('a fault with times 2 fails two calls', async () => {
    await addFault({ endpoint: '/cgi-bin/user/update', kind: 'errcode', errcode: -1, times: 2 })
    expect([
      await codeOf(changePosition('a')),
      await codeOf(changePosition('a')),
      await codeOf(changePosition('a')),
    ]).toEqual([-1, -1, 0])
  })

  it('a fault without nth and times fails every call until it is cleared', async () => {
    await addFault({ endpoint: '*', kind: 'errcode', errcode: -1 })
    const response = await fetch(`${running.url}/cgi-bin/gettoken`)
    expect(await response.json()).toMatchObject({ errcode: -1 })
    await post('/__sim__/faults/clear', {})
    expect(await codeOf(changePosition('a'))).toBe(0)
  })

  it('done-then-dropped executes the call, then closes the connection', async () => {
    await addFault({ endpoint: 'user/update', kind: 'done-then-dropped', nth: 1 })
    await expect(changePosition('新')).rejects.toThrow('fetch failed')
    expect(effects()).toEqual(['member.update'])
    expect(await codeOf(changePosition('新'))).toBe(0)
    expect(effects()).toEqual(['member.update'])
    expect(loggedResults()).toEqual(['dropped', 0])
  })

  it('drop closes the connection without executing the call', async () => {
    await addFault({ endpoint: 'user/update', kind: 'drop', nth: 1 })
    await expect(changePosition('新')).rejects.toThrow('fetch failed')
    expect(effects()).toEqual([])
  })

  it('timeout waits, and closes the connection without executing the call', async () => {
    await addFault({ endpoint: 'user/update', kind: 'timeout', ms: 200 })
    await expect(changePosition('新', { signal: AbortSignal.timeout(20) })).rejects.toThrow()
    await expect(changePosition('新')).rejects.toThrow('fetch failed')
    expect(effects()).toEqual([])
  })

  it('http responds with an HTML page', async () => {
    await addFault({ endpoint: 'user/update', kind: 'http', status: 502 })
    const response = await changePosition('新')
    expect([response.status, response.headers.get('content-type'), effects()]).toEqual([
      502,
      'text/html; charset=UTF-8',
      [],
    ])
  })

  it('kill-tokens revokes every token, and gettoken then issues a new one', async () => {
    const revoked = await contactsToken()
    await addFault({ endpoint: 'user/update', kind: 'kill-tokens', errcode: 42001, nth: 1 })
    const updateWithRevoked = () =>
      codeOf(post(`/cgi-bin/user/update?access_token=${revoked}`, { userid: 'zhang', position: '新' }))
    expect([await updateWithRevoked(), await updateWithRevoked(), await codeOf(changePosition('新'))]).toEqual([
      42001, 42001, 0,
    ])
  })
})

describe('fault switches', () => {
  it('a fault switch adds its fault once and removes it', async () => {
    await post('/__sim__/faults/switch', { name: 'busy', on: true })
    await post('/__sim__/faults/switch', { name: 'busy', on: true })
    expect(running.simulator.state.faults).toHaveLength(1)
    await post('/__sim__/faults/switch', { name: 'busy', on: false })
    expect(running.simulator.state.faults).toEqual([])
  })
})

describe('control API', () => {
  it('a log returns entries after a sequence number, and waits for the first', async () => {
    const waiting = fetch(`${running.url}/__sim__/ledger?after=0&wait=5000`)
    await changePosition('新')
    const [entry] = (await (await waiting).json()) as { seq: number; effect: string }[]
    expect(entry).toMatchObject({ effect: 'member.update' })
    const after = await fetch(`${running.url}/__sim__/ledger?after=${entry?.seq}`)
    expect(await after.json()).toEqual([])
  })

  it('the log of calls contains no tokens or secrets', async () => {
    await changePosition('新')
    const log = await (await fetch(`${running.url}/__sim__/calls`)).text()
    expect(log).not.toContain(await contactsToken())
    expect(log).not.toContain(simulatorDefaults.contactsSecret)
  })

  it.each([
    ['/faults', { endpoint: 'user/update', kind: 'unknown' }],
    ['/switches', { callbacks: 'sometimes' }],
    ['/cards/click', {}],
  ])('%s responds 400 to an invalid body', async (path, body) => {
    expect((await post(`/__sim__${path}`, body)).status).toBe(400)
  })

  it('the state is plain JSON', async () => {
    await changePosition('新')
    const { state } = running.simulator
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})
