import { describe, expect, it } from 'vitest'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { simulatorDefaults } from './defaults.ts'
import { createSimKit } from './testing/sim-kit.ts'

const { corpId, agentSecret } = simulatorDefaults

describe('frequency limits', () => {
  it('a call above the limit of a minute closes the API for a minute', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/limits', { apis: { 'user/get': { perMinute: 2 } } })
    const getMember = async () => (await kit.get('agent', 'user/get?userid=zhang')).errcode
    expect([await getMember(), await getMember(), await getMember()]).toEqual([0, 0, 45009])
    expect((await kit.get('agent', 'department/list')).errcode).toBe(0)
    kit.clock.advance(MINUTE_MS - 1)
    expect(await getMember()).toBe(45009)
    kit.clock.advance(1)
    expect(await getMember()).toBe(0)
  })

  it('a call above the limit of an hour closes the API for an hour', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/limits', { apis: { 'user/get': { perHour: 1 } } })
    const getMember = async () => (await kit.get('agent', 'user/get?userid=zhang')).errcode
    expect([await getMember(), await getMember()]).toEqual([0, 45009])
    kit.clock.advance(59 * MINUTE_MS)
    expect(await getMember()).toBe(45009)
    kit.clock.advance(MINUTE_MS)
    expect(await getMember()).toBe(0)
  })

  it('too many wrong secrets ban the address for an hour', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/limits', { wrongSecretsPerHour: 2 })
    const getToken = async (secret: string) => {
      const response = await kit.simulator.app.request(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
      return ((await response.json()) as { errcode: number }).errcode
    }
    expect([await getToken('wrong'), await getToken('wrong'), await getToken(agentSecret)]).toEqual([
      40001, 40001, 45009,
    ])
    kit.clock.advance(60 * MINUTE_MS)
    expect(await getToken(agentSecret)).toBe(0)
  })

  it('a call above the limit of concurrent calls is refused with 45033', async () => {
    const waiting: (() => void)[] = []
    const kit = createSimKit({ sleep: () => new Promise((resolve) => waiting.push(resolve)) })
    await kit.callControlApi('/limits', { apis: { 'user/get': { concurrent: 1 } } })
    await kit.callControlApi('/faults', { endpoint: 'user/get', kind: 'slow', ms: 1, times: 1 })
    const first = kit.get('agent', 'user/get?userid=zhang')
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect((await kit.get('agent', 'user/get?userid=zhang')).errcode).toBe(45033)
    for (const resume of waiting) resume()
    expect((await first).errcode).toBe(0)
    expect((await kit.get('agent', 'user/get?userid=zhang')).errcode).toBe(0)
  })
})

describe('IP lists', () => {
  it('each secret has its own IP list, and the error contains the address', async () => {
    const kit = createSimKit({ switches: { contactsAllowedIps: ['10.0.0.1'] } })
    expect(await kit.get('agent', 'department/simplelist')).toMatchObject({ errcode: 0 })
    const refused = await kit.get('contacts', 'department/simplelist')
    expect(refused).toMatchObject({ errcode: 60020, errmsg: expect.stringContaining('from ip: 127.0.0.1') })
  })
})

describe('message limits', () => {
  const send = (kit: ReturnType<typeof createSimKit>, to = 'zhang') =>
    kit.post('agent', 'message/send', {
      touser: to,
      msgtype: 'text',
      agentid: simulatorDefaults.agentId,
      text: { content: '你好' },
    })

  it('messages above the limit of a minute are dropped without an error, and counted', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/limits', { messagesPerMinute: 1 })
    expect([(await send(kit)).errcode, (await send(kit)).errcode]).toEqual([0, 0])
    expect(kit.effects()).toHaveLength(1)
    expect(await (await kit.callControlApi('/budgets/zhang')).json()).toEqual({
      minute: { used: 1, limit: 1 },
      hour: { used: 1, limit: 1000 },
      day: { used: 2, limit: 400 },
      dropped: 1,
    })
  })

  it('messages above the daily number of recipients are refused until the next day in Shanghai', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/limits', { messagesPerAccountAndDay: 1 })
    expect((await send(kit, 'zhang|li')).errcode).toBe(0)
    expect((await send(kit)).errcode).toBe(45009)
    kit.clock.advance(14 * 60 * MINUTE_MS)
    expect((await send(kit)).errcode).toBe(0)
  })
})
