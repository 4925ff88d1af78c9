import { describe, expect, it } from 'vitest'
import { smallCompany } from './company.ts'
import { simulatorDefaults } from './defaults.ts'
import { createSimKit } from './testing/sim-kit.ts'

const pageUrl =
  `http://simulator.test/connect/oauth2/authorize?appid=${simulatorDefaults.corpId}` +
  '&redirect_uri=http%3A%2F%2Fdesk.example%3A8080%2Ftfa&response_type=code&scope=snsapi_base#wechat_redirect'

const createSecondFactorKit = async (setting: object = {}) => {
  const kit = createSimKit({ company: smallCompany({ visibleDepartments: [2] }) })
  await kit.callControlApi('/console/second-factor', { on: true, url: pageUrl, ...setting })
  /** Returns the page that the client opens first; null: no second factor is required. */
  const firstPage = async (userid: string) => {
    const page = (await (await kit.callControlApi('/second-factor/open', { userid })).json()) as {
      url: string | null
    }
    return page.url === null ? null : new URL(page.url)
  }
  const code = async (userid: string) => (await firstPage(userid))?.searchParams.get('code') ?? ''
  /** Returns a code of the configured link, issued by the authorize page. */
  const codeFromAuthorize = async (userid: string) => {
    const url = new URL(pageUrl)
    const response = await kit.simulator.app.request(url.pathname + url.search, {
      headers: { cookie: `wecom_persona=${userid}` },
    })
    return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }
  return { ...kit, firstPage, code, codeFromAuthorize }
}

describe('二次验证', () => {
  it('the client requires the second factor until the app lets the member pass', async () => {
    const kit = await createSecondFactorKit()
    expect((await kit.firstPage('zhang'))?.href).toMatch(/^http:\/\/desk\.example:8080\/tfa\?code=code-/)
    const info = await kit.post('agent', 'auth/get_tfa_info', { code: await kit.code('zhang') })
    expect(info).toMatchObject({ errcode: 0, userid: 'zhang', tfa_code: expect.any(String) })
    const pass = { userid: 'zhang', tfa_code: info.tfa_code }
    expect(await kit.post('agent', 'user/tfa_succ', pass)).toMatchObject({ errcode: 0, errmsg: 'ok' })
    expect(await kit.firstPage('zhang')).toBeNull()
    expect(await kit.post('agent', 'user/tfa_succ', pass)).toMatchObject({ errcode: 40207 })
    await kit.callControlApi('/second-factor/lock', { userid: 'zhang' })
    expect(await kit.firstPage('zhang')).not.toBeNull()
  })

  it('a tfa_code is issued to the contacts token too, and expires after five minutes', async () => {
    const kit = await createSecondFactorKit()
    const info = await kit.post('contacts', 'auth/get_tfa_info', { code: await kit.code('zhang') })
    kit.clock.advance(5 * 60_000 + 1)
    const pass = { userid: 'zhang', tfa_code: info.tfa_code }
    expect(await kit.post('contacts', 'user/tfa_succ', pass)).toMatchObject({ errcode: 40207 })
  })

  it.each([
    ['an unknown code', {}, 'made-up', 40029],
    ['a member outside the scope of the second factor', { scope: ['li'] }, null, 40208],
    ['a code while the second factor is off', { on: false }, null, 40208],
    ['a code without a configured page', { url: null }, null, 40210],
  ])('auth/get_tfa_info refuses %s', async (_name, setting, unknownCode, errcode) => {
    const kit = await createSecondFactorKit(setting)
    const code = unknownCode ?? (await kit.codeFromAuthorize('zhang'))
    expect(await kit.post('agent', 'auth/get_tfa_info', { code })).toMatchObject({ errcode })
    expect(await kit.firstPage('nobody')).toBeNull()
  })
})
