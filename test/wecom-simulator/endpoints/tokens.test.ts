import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from '../defaults.ts'
import { jsapiSignature } from '../tickets.ts'
import { createSimKit } from '../testing/sim-kit.ts'

const hourMs = 3_600_000

describe('gettoken', () => {
  it.each([
    ['corpid is missing', 'corpsecret=x', 41002],
    ['secret is missing', `corpid=${simulatorDefaults.corpId}`, 41004],
    ['corpid is unknown', 'corpid=other&corpsecret=x', 40013],
    ['secret is wrong', `corpid=${simulatorDefaults.corpId}&corpsecret=x`, 40001],
  ])('refuses when the %s', async (_name, query, errcode) => {
    const { simulator } = createSimKit()
    const answer = await simulator.app.request(`/cgi-bin/gettoken?${query}`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ errcode })
  })

  it('gives the same token until it expires, one for each secret', async () => {
    const { token, clock } = createSimKit()
    const first = await token('agent')
    expect(await token('contacts')).not.toBe(first)
    clock.advance(1.9 * hourMs)
    expect(await token('agent')).toBe(first)
    clock.advance(0.2 * hourMs)
    expect(await token('agent')).not.toBe(first)
  })

  it('is the way back after tokens were revoked', async () => {
    const { simulator, token, control, get } = createSimKit()
    const dead = await token('agent')
    await control('/tokens/kill', { errcode: 40014 })
    const answer = await simulator.app.request(`/cgi-bin/user/get?userid=zhang&access_token=${dead}`)
    expect(await answer.json()).toMatchObject({ errcode: 40014 })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ errcode: 0 })
  })
})

describe('a token', () => {
  it.each([
    ['missing', '', 41001],
    ['unknown', '&access_token=nobody', 40014],
  ])('%s is refused, in the documented shape', async (_name, query, errcode) => {
    const { simulator } = createSimKit()
    const answer = (await (await simulator.app.request(`/cgi-bin/user/get?userid=zhang${query}`)).json()) as {
      errmsg: string
    }
    expect(answer).toMatchObject({ errcode })
    expect(answer.errmsg).toMatch(
      new RegExp(
        `, hint: \\[\\d+_28_[0-9a-f]{32}\\], from ip: .+, more info at https://open\\.work\\.weixin\\.qq\\.com/devtool/query\\?e=${errcode}$`,
      ),
    )
  })

  it('expires with 42001', async () => {
    const { simulator, token, clock } = createSimKit()
    const old = await token('agent')
    clock.advance(2 * hourMs)
    const answer = await simulator.app.request(`/cgi-bin/user/get?userid=zhang&access_token=${old}`)
    expect(await answer.json()).toMatchObject({ errcode: 42001 })
  })
})

describe('who may call what', () => {
  it.each([
    ['contacts', 'user/get?userid=zhang', 48009],
    ['contacts', 'user/list?department_id=2', 48009],
    ['contacts', 'department/list', 48009],
    ['contacts', 'department/simplelist', 0],
    ['contacts', 'auth/getuserinfo?code=x', 48002],
    ['agent', 'department/list', 0],
  ] as const)('%s token, %s: %i', async (kind, path, errcode) => {
    expect(await createSimKit().get(kind, path)).toMatchObject({ errcode })
  })

  it.each([
    ['agent', 'user/update', { userid: 'zhang' }, 48002],
    ['agent', 'user/list_id', {}, 48002],
    ['contacts', 'user/list_id', {}, 0],
    ['contacts', 'message/send', {}, 48002],
  ] as const)('%s token, %s: %i', async (kind, path, body, errcode) => {
    expect(await createSimKit().post(kind, path, body)).toMatchObject({ errcode })
  })

  it('nobody gets past a path that is not simulated', async () => {
    const { simulator } = createSimKit()
    const answer = await simulator.app.request('/cgi-bin/hr/get_fields')
    expect([answer.status, await answer.text()]).toEqual([501, 'NOT SIMULATED: GET /cgi-bin/hr/get_fields\n'])
  })

  it('a write by GET is refused', async () => {
    expect(await createSimKit().get('contacts', 'user/update')).toMatchObject({ errcode: 40058 })
  })

  it('an address outside the list is refused', async () => {
    const { get } = createSimKit({ switches: { allowedIps: ['10.0.0.1'] } })
    expect(await get('agent', 'department/list')).toMatchObject({ errcode: 60020 })
  })
})

describe('tickets', () => {
  const claim = {
    corpId: simulatorDefaults.corpId,
    agentId: String(simulatorDefaults.agentId),
    timestamp: '1',
    nonceStr: 'n',
  }
  const url = 'http://desk.example:8080/r/1?a=b'

  it.each([
    ['agent', 'ticket/get?type=agent_config'],
    ['corp', 'get_jsapi_ticket'],
  ] as const)('a signature made with the %s ticket holds for its page alone', async (kind, path) => {
    const { get, control } = createSimKit()
    const signature = jsapiSignature(String((await get('agent', path)).ticket), 'n', '1', url)
    const judge = async (more: object) =>
      (await control('/bridge/verify', { ...claim, kind, url, signature, ...more })).json()
    expect(await judge({})).toEqual({ ok: true })
    expect(await judge({ url: `${url}&c=d` })).toMatchObject({ ok: false })
    expect(await judge({ kind: kind === 'corp' ? 'agent' : 'corp' })).toMatchObject({ ok: false })
    expect(await judge({ url: 'http://evil.example/' })).toMatchObject({ error: 'fail_not match any reliable domain.' })
  })

  it('reproduces the documented example', () => {
    const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg'
    expect(jsapiSignature(ticket, 'Wm3WZYTPz0wzccnW', '1414587457', 'http://mp.weixin.qq.com?params=value')).toBe(
      '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
    )
  })

  it('can be fetched a hundred times an hour', async () => {
    const { get, clock } = createSimKit()
    for (let count = 0; count < 100; count += 1) await get('agent', 'get_jsapi_ticket')
    expect(await get('agent', 'get_jsapi_ticket')).toMatchObject({ errcode: 45009 })
    clock.advance(hourMs)
    expect(await get('agent', 'get_jsapi_ticket')).toMatchObject({ errcode: 0 })
  })

  it('need a known type', async () => {
    expect(await createSimKit().get('agent', 'ticket/get?type=jsapi')).toMatchObject({ errcode: 91040 })
  })
})
