import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from './defaults.ts'
import { createSimKit } from './testing/sim-kit.ts'

const { corpId, agentSecret } = simulatorDefaults
const minuteMs = 60_000

describe('frequency', () => {
  it('closes one API for a minute from the call that is too many', async () => {
    const kit = createSimKit()
    await kit.control('/limits', { apis: { 'user/get': { perMinute: 2 } } })
    const ask = async () => (await kit.get('agent', 'user/get?userid=zhang')).errcode
    expect([await ask(), await ask(), await ask()]).toEqual([0, 0, 45009])
    expect((await kit.get('agent', 'department/list')).errcode).toBe(0)
    kit.clock.advance(minuteMs - 1)
    expect(await ask()).toBe(45009)
    kit.clock.advance(1)
    expect(await ask()).toBe(0)
  })

  it('closes it for an hour when the hour’s limit is broken', async () => {
    const kit = createSimKit()
    await kit.control('/limits', { apis: { 'user/get': { perHour: 1 } } })
    const ask = async () => (await kit.get('agent', 'user/get?userid=zhang')).errcode
    expect([await ask(), await ask()]).toEqual([0, 45009])
    kit.clock.advance(59 * minuteMs)
    expect(await ask()).toBe(45009)
    kit.clock.advance(minuteMs)
    expect(await ask()).toBe(0)
  })

  it('bans an address for an hour after too many wrong secrets', async () => {
    const kit = createSimKit()
    await kit.control('/limits', { wrongSecretsPerHour: 2 })
    const ask = async (secret: string) => {
      const answer = await kit.simulator.app.request(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
      return ((await answer.json()) as { errcode: number }).errcode
    }
    expect([await ask('wrong'), await ask('wrong'), await ask(agentSecret)]).toEqual([40001, 40001, 45009])
    kit.clock.advance(60 * minuteMs)
    expect(await ask(agentSecret)).toBe(0)
  })

  it('turns away what is too many at once', async () => {
    const doors: (() => void)[] = []
    const kit = createSimKit({ sleep: () => new Promise((resolve) => doors.push(resolve)) })
    await kit.control('/limits', { apis: { 'user/get': { concurrent: 1 } } })
    await kit.control('/faults', { endpoint: 'user/get', kind: 'slow', ms: 1, times: 1 })
    const first = kit.get('agent', 'user/get?userid=zhang')
    while (doors.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect((await kit.get('agent', 'user/get?userid=zhang')).errcode).toBe(45033)
    for (const open of doors) open()
    expect((await first).errcode).toBe(0)
    expect((await kit.get('agent', 'user/get?userid=zhang')).errcode).toBe(0)
  })
})

describe('addresses', () => {
  it('each secret has its own list; the refusal names the address', async () => {
    const kit = createSimKit({ switches: { contactsAllowedIps: ['10.0.0.1'] } })
    expect(await kit.get('agent', 'department/simplelist')).toMatchObject({ errcode: 0 })
    const refused = await kit.get('contacts', 'department/simplelist')
    expect(refused).toMatchObject({ errcode: 60020, errmsg: expect.stringContaining('from ip: 127.0.0.1') })
  })
})

describe('messages', () => {
  const send = (kit: ReturnType<typeof createSimKit>, to = 'zhang') =>
    kit.post('agent', 'message/send', {
      touser: to,
      msgtype: 'text',
      agentid: simulatorDefaults.agentId,
      text: { content: '你好' },
    })

  it('are dropped without a word above the minute’s limit, and counted', async () => {
    const kit = createSimKit()
    await kit.control('/limits', { messagesPerMinute: 1 })
    expect([(await send(kit)).errcode, (await send(kit)).errcode]).toEqual([0, 0])
    expect(kit.effects()).toHaveLength(1)
    expect(await (await kit.control('/budgets/zhang')).json()).toEqual({
      minute: { used: 1, limit: 1 },
      hour: { used: 1, limit: 1000 },
      day: { used: 2, limit: 400 },
      dropped: 1,
    })
  })

  it('are refused above the day’s person-times, until the next day in Shanghai', async () => {
    const kit = createSimKit()
    await kit.control('/limits', { messagesPerAccountAndDay: 1 })
    expect((await send(kit, 'zhang|li')).errcode).toBe(0)
    expect((await send(kit)).errcode).toBe(45009)
    kit.clock.advance(14 * 60 * minuteMs)
    expect((await send(kit)).errcode).toBe(0)
  })
})
