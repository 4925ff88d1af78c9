import { expect, test } from './fixtures.ts'
import { barePhone } from './sign-in.bare-phone.ts'
import { recordCallbacks, expectWelcomeMessage, expectRefused, statusOfApi, tryAgain } from './sign-in.steps.ts'

const outOfRange = {
  who: 'a member outside the visible range of the app',
  userid: 'shenguowei',
  words: { title: '应用未对你开放', todo: '请企业微信管理员在管理后台把你的部门加入应用可见范围' },
}
const disabled = {
  who: 'a disabled member',
  userid: 'hewenbin',
  words: { title: '账号已停用', todo: '原因不明：请将求助码告诉信息部' },
}
const refusedPeople = [
  {
    who: 'somebody outside the company',
    userid: 'outsider',
    words: { title: '你还不是企业成员', todo: '使用个人微信：请从企业微信工作台打开' },
  },
  disabled,
  {
    who: 'a member who has not activated the account',
    userid: 'luyao',
    words: { title: '账号尚未激活', todo: '下载企业微信，用人事登记的手机号或邮箱登录，登录后即激活' },
  },
  outOfRange,
]

/** Tests people who may not use the app. */
export function refusalTests(): void {
  for (const { who, userid, words } of refusedPeople) {
    test(`a person who may not sign in sees the reason and what to do: ${who}`, async ({
      openAs,
      page,
      request,
      simulator,
      stack,
    }) => {
      await simulator.setSwitches({ disabledMemberOAuth: 'code' })
      const answer = page.waitForResponse((response) => response.url().includes('/auth/callback'))
      await openAs(userid, '/requests')
      expect((await answer).status()).toBe(403)
      await expectRefused(page, stack.gatewayUrl, words)
      await page.reload()
      await expectRefused(page, stack.gatewayUrl, words)
      const phone = await barePhone(request, stack, userid)
      expect((await phone.open(await phone.callback())).status()).toBe(403)
      expect(await phone.appCookies()).toEqual(['desk_state'])
    })
  }

  // WeCom has several codes for a member outside the visible range; the other tests use 60011.
  for (const outOfRangeCode of [60021, 60111] as const) {
    test(`a person for whom WeCom responds with error ${outOfRangeCode} sees that the app is not open to them`, async ({
      request,
      simulator,
      stack,
    }) => {
      await simulator.setSwitches({ outOfRangeCode })
      const phone = await barePhone(request, stack, outOfRange.userid)
      const answer = await phone.open(await phone.callback())
      expect(answer.status()).toBe(403)
      expect(await answer.text()).toContain(outOfRange.words.title)
      expect(await phone.appCookies()).toEqual(['desk_state'])
      await simulator.setSwitches({ outOfRangeCode: 60011 })
    })
  }

  test('a disabled member can sign in after the account is enabled', async ({ openAs, page, simulator, stack }) => {
    await simulator.setSwitches({ disabledMemberOAuth: 'code' })
    await openAs(disabled.userid)
    await expectRefused(page, stack.gatewayUrl, disabled.words)
    await simulator.editMember({ userid: disabled.userid, enable: 1 })
    await tryAgain(page)
    await expectWelcomeMessage(page, '何文斌')
    await simulator.editMember({ userid: disabled.userid, enable: 0 })
  })

  test('a disabled member who gets no code from WeCom does not reach the app', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await simulator.setSwitches({ disabledMemberOAuth: 'refused' })
    const seen = recordCallbacks(page)
    await openAs(disabled.userid)
    expect(page.url()).toContain(`${stack.simulatorUrl}/connect/oauth2/authorize?`)
    await expect(page.getByRole('heading', { name: '你的账号已被禁用' })).toBeVisible()
    expect(seen).toEqual([])
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(401)
  })
}
