import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import { simulatorDefaults } from '../defaults.ts'
import { jsapiSignature } from '../tickets.ts'
import { createSimKit } from '../testing/sim-kit.ts'

describe('gettoken', () => {
  it.each([
    ['corpid is missing', 'corpsecret=x', 41002],
    ['corpsecret is missing', `corpid=${simulatorDefaults.corpId}`, 41004],
    ['corpid is unknown', 'corpid=other&corpsecret=x', 40013],
    ['corpsecret is wrong', `corpid=${simulatorDefaults.corpId}&corpsecret=x`, 40001],
  ])('gettoken is refused when %s', async (_name, query, errcode) => {
    const { simulator } = createSimKit()
    const response = await simulator.app.request(`/cgi-bin/gettoken?${query}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ errcode })
  })

  it('gettoken returns the same token until it expires, one for each secret', async () => {
    const { token, clock } = createSimKit()
    const first = await token('agent')
    expect(await token('contacts')).not.toBe(first)
    clock.advance(1.9 * HOUR_MS)
    expect(await token('agent')).toBe(first)
    clock.advance(0.2 * HOUR_MS)
    expect(await token('agent')).not.toBe(first)
  })

  it('gettoken issues a new token after the tokens were revoked', async () => {
    const { simulator, token, callControlApi, get } = createSimKit()
    const revoked = await token('agent')
    await callControlApi('/tokens/kill', { errcode: 40014 })
    const response = await simulator.app.request(`/cgi-bin/user/get?userid=zhang&access_token=${revoked}`)
    expect(await response.json()).toMatchObject({ errcode: 40014 })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ errcode: 0 })
  })
})

describe('access tokens', () => {
  it.each([
    ['missing', '', 41001],
    ['unknown', '&access_token=nobody', 40014],
  ])('a call with a token that is %s is refused in the documented format', async (_name, query, errcode) => {
    const { simulator } = createSimKit()
    const response = (await (await simulator.app.request(`/cgi-bin/user/get?userid=zhang${query}`)).json()) as {
      errmsg: string
    }
    expect(response).toMatchObject({ errcode })
    expect(response.errmsg).toMatch(
      new RegExp(
        `, hint: \\[\\d+_28_[0-9a-f]{32}\\], from ip: .+, more info at https://open\\.work\\.weixin\\.qq\\.com/devtool/query\\?e=${errcode}$`,
      ),
    )
  })

  it('an expired token is refused with 42001', async () => {
    const { simulator, token, clock } = createSimKit()
    const expired = await token('agent')
    clock.advance(2 * HOUR_MS)
    const response = await simulator.app.request(`/cgi-bin/user/get?userid=zhang&access_token=${expired}`)
    expect(await response.json()).toMatchObject({ errcode: 42001 })
  })
})

describe('rights of tokens', () => {
  it.each([
    ['contacts', 'user/get?userid=zhang', 48009],
    ['contacts', 'user/list?department_id=2', 48009],
    ['contacts', 'department/list', 48009],
    ['contacts', 'department/simplelist', 0],
    ['contacts', 'auth/getuserinfo?code=x', 48002],
    ['agent', 'department/list', 0],
  ] as const)('a call with the %s token to %s returns %i', async (kind, path, errcode) => {
    expect(await createSimKit().get(kind, path)).toMatchObject({ errcode })
  })

  it.each([
    ['agent', 'user/update', { userid: 'zhang' }, 48002],
    ['agent', 'user/list_id', {}, 48002],
    ['contacts', 'user/list_id', {}, 0],
    ['contacts', 'message/send', {}, 48002],
  ] as const)('a call with the %s token to %s returns %i', async (kind, path, body, errcode) => {
    expect(await createSimKit().post(kind, path, body)).toMatchObject({ errcode })
  })

  it('a path that is not simulated responds 501', async () => {
    const { simulator } = createSimKit()
    const response = await simulator.app.request('/cgi-bin/hr/get_fields')
    expect([response.status, await response.text()]).toEqual([501, 'NOT SIMULATED: GET /cgi-bin/hr/get_fields\n'])
  })

  it('a write with GET is refused', async () => {
    expect(await createSimKit().get('contacts', 'user/update')).toMatchObject({ errcode: 40058 })
  })

  it('an address that is not in the IP list is refused', async () => {
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
  ] as const)('a signature with the %s ticket is valid only for its page', async (kind, path) => {
    const { get, callControlApi } = createSimKit()
    const signature = jsapiSignature(String((await get('agent', path)).ticket), 'n', '1', url)
    const verify = async (changes: object) =>
      (await callControlApi('/bridge/verify', { ...claim, kind, url, signature, ...changes })).json()
    expect(await verify({})).toEqual({ ok: true })
    expect(await verify({ url: `${url}&c=d` })).toMatchObject({ ok: false })
    expect(await verify({ kind: kind === 'corp' ? 'agent' : 'corp' })).toMatchObject({ ok: false })
    expect(await verify({ url: 'http://evil.example/' })).toMatchObject({
      error: 'fail_not match any reliable domain.',
    })
  })

  it('jsapiSignature reproduces the documented example', () => {
    const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg'
    expect(jsapiSignature(ticket, 'Wm3WZYTPz0wzccnW', '1414587457', 'http://mp.weixin.qq.com?params=value')).toBe(
      '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
    )
  })

  it('a ticket can be fetched a hundred times an hour', async () => {
    const { get, clock } = createSimKit()
    for (let count = 0; count < 100; count += 1) await get('agent', 'get_jsapi_ticket')
    expect(await get('agent', 'get_jsapi_ticket')).toMatchObject({ errcode: 45009 })
    clock.advance(HOUR_MS)
    expect(await get('agent', 'get_jsapi_ticket')).toMatchObject({ errcode: 0 })
  })

  it('ticket/get refuses an unknown type', async () => {
    expect(await createSimKit().get('agent', 'ticket/get?type=jsapi')).toMatchObject({ errcode: 91040 })
  })
})
