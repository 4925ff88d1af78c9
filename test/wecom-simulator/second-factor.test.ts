import { describe, expect, it } from 'vitest'
import { smallCompany } from './company.ts'
import { simulatorDefaults } from './defaults.ts'
import { createSimKit } from './testing/sim-kit.ts'

const pageUrl =
  `http://simulator.test/connect/oauth2/authorize?appid=${simulatorDefaults.corpId}` +
  '&redirect_uri=http%3A%2F%2Fdesk.example%3A8080%2Ftfa&response_type=code&scope=snsapi_base#wechat_redirect'

const kitWith = async (setting: object = {}) => {
  const kit = createSimKit({ company: smallCompany({ visibleDepartments: [2] }) })
  await kit.control('/console/second-factor', { on: true, url: pageUrl, ...setting })
  /** Where the client goes first; null: it lets the person in. */
  const asked = async (userid: string) => {
    const answer = (await (await kit.control('/second-factor/open', { userid })).json()) as { url: string | null }
    return answer.url === null ? null : new URL(answer.url)
  }
  const code = async (userid: string) => (await asked(userid))?.searchParams.get('code') ?? ''
  /** A code by the same link, as for any page. */
  const plainCode = async (userid: string) => {
    const url = new URL(pageUrl)
    const answer = await kit.simulator.app.request(url.pathname + url.search, {
      headers: { cookie: `wecom_persona=${userid}` },
    })
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }
  return { ...kit, asked, code, plainCode }
}

describe('二次验证', () => {
  it('holds the client until the app says that it may pass', async () => {
    const kit = await kitWith()
    expect((await kit.asked('zhang'))?.href).toMatch(/^http:\/\/desk\.example:8080\/tfa\?code=code-/)
    const info = await kit.post('agent', 'auth/get_tfa_info', { code: await kit.code('zhang') })
    expect(info).toMatchObject({ errcode: 0, userid: 'zhang', tfa_code: expect.any(String) })
    const pass = { userid: 'zhang', tfa_code: info.tfa_code }
    expect(await kit.post('agent', 'user/tfa_succ', pass)).toMatchObject({ errcode: 0, errmsg: 'ok' })
    expect(await kit.asked('zhang')).toBeNull()
    expect(await kit.post('agent', 'user/tfa_succ', pass)).toMatchObject({ errcode: 40207 })
    await kit.control('/second-factor/lock', { userid: 'zhang' })
    expect(await kit.asked('zhang')).not.toBeNull()
  })

  it('takes the contacts secret too, and lives five minutes', async () => {
    const kit = await kitWith()
    const info = await kit.post('contacts', 'auth/get_tfa_info', { code: await kit.code('zhang') })
    kit.clock.advance(5 * 60_000 + 1)
    const pass = { userid: 'zhang', tfa_code: info.tfa_code }
    expect(await kit.post('contacts', 'user/tfa_succ', pass)).toMatchObject({ errcode: 40207 })
  })

  it.each([
    ['a code that nobody gave', {}, 'made-up', 40029],
    ['somebody out of its scope', { scope: ['li'] }, null, 40208],
    ['it is off', { on: false }, null, 40208],
    ['no page is configured', { url: null }, null, 40210],
  ])('refuses %s', async (_name, setting, given, errcode) => {
    const kit = await kitWith(setting)
    const code = given ?? (await kit.plainCode('zhang'))
    expect(await kit.post('agent', 'auth/get_tfa_info', { code })).toMatchObject({ errcode })
    expect(await kit.asked('nobody')).toBeNull()
  })
})
