import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { until } from '../lib/wait-until.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import {
  answerPicker,
  countDisables,
  doAftercare,
  expectLocked,
  lockAsGuardian,
  makeGuardian,
  recover,
  setOnCall,
  slide,
} from './lost-device.steps.ts'
import { simulatedPhone } from './simulated-phone.ts'
import { widths } from './viewports.ts'
import { chatText } from './chat-text.ts'

const COLLEAGUE_TAPS = 4
const PICKER_TAPS = 1
const OWN_TAPS = 4
const CARD_TAPS = 1

test.afterAll(printTaps)

const caseIdOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? ''

/** Different members for each viewport, because a locked account stays locked. */
type LockCast = { ward: Person; guardian: Person; wardAdmin: string }
type Cast = {
  reporter: string
  colleague: Person
  admin: string
  owner: Person
  /** Changes to a new phone without losing one, and opens the page without a network. */
  changer: string
  /** Reports on a weak network. */
  offline: Person
  /** Is refused by the second factor. */
  factor: Person
  /** Their case is looked up by its code. */
  coded: Person
}
type Person = { userid: string; name: string }
const person = (userid: string, name: string): Person => ({ userid, name })
const cast: Cast = {
  reporter: 'wangfang',
  colleague: person('maxiaoyu', '马晓宇'),
  admin: 'limin',
  owner: person('gaofeng', '高峰'),
  changer: 'xujiaqi',
  offline: person('luowenjing', '罗文静'),
  factor: person('dengchao', '邓超'),
  coded: person('zhongkaiwen', '钟凯文'),
}

test.describe('on the phone', () => {
  test.use(widths.phone)
  lockTests({ ward: person('zhaolixia', '赵丽霞'), guardian: person('sunhao', '孙浩'), wardAdmin: 'limin' })
  reportTests(cast)
})

// Covers the slider with a mouse; the other journeys use the same parts as on a phone.
test.describe('at a desk', () => {
  test.use(widths.desk)
  test('a guardian locks an account with the mouse, and the lock is confirmed', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const [ward, guardian] = [person('liangbo', '梁波'), person('songyang', '宋洋')]
    await makeGuardian(stack.gatewayUrl, ward.userid, guardian.userid)
    await lockAsGuardian(openAs, { ward, guardian })
    expect((await simulator.member(ward.userid)).status).toBe(2)
  })
})

function lockTests(cast: LockCast): void {
  test('a guardian locks an account from their phone and sees the confirmation; the lost phone’s session has ended', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { ward, guardian } = cast
    await makeGuardian(stack.gatewayUrl, ward.userid, guardian.userid)
    const time = Math.floor((await simulator.clock.now()) / 1000) - 120
    await simulator.setProtection({
      operations: [{ time, userid: ward.userid, oper_type: 4, ip: '183.40.88.*' }],
      devices: [{ device_code: `pc-${ward.userid}`, userid: ward.userid, type: 1, pc_name: 'OFFICE-PC' }],
    })
    const subject = await openPhone(stack.gatewayUrl, ward.userid)
    const page = await lockAsGuardian(openAs, cast)
    await expect(page.getByText('发现 1 条可疑记录')).toBeVisible()
    await expect(page.getByText('新设备登录')).toBeVisible()
    await expect(page.getByText(/已移除 1 台可信设备/)).toBeVisible()
    expect(await countDisables(simulator, ward.userid)).toBe(1)
    expect((await simulator.member(ward.userid)).status).toBe(2)
    expect((await subject.post('/api/sign-out', {})).status).toBe(401)

    await test.step('reporter, admin and ops get the message about the lock, and the locked member does not', async () => {
      for (const userid of [guardian.userid, cast.wardAdmin, 'chenhaiyan'])
        await until(`the receipt of ${userid}`, async () =>
          (await chatText(simulator, userid)).includes(`已锁定：${ward.name}的账号`) ? true : null,
        )
      expect(await chatText(simulator, ward.userid)).not.toContain('已锁定')
      await until('the finding of the admin', async () =>
        (await chatText(simulator, cast.wardAdmin)).includes(`发现可疑记录：${ward.name}的账号`) ? true : null,
      )
      expect(await chatText(simulator, guardian.userid)).not.toContain('发现可疑记录')
    })

    await test.step('an account that is enabled in the console is reported and locked again in one tap', async () => {
      const path = new URL(page.url()).pathname
      await simulator.editMember({ userid: ward.userid, enable: 1 })
      await expect(page.getByText('账号被重新启用，待决定').first()).toBeVisible()
      expect(await chatText(simulator, cast.wardAdmin)).toContain(`紧急：${ward.name}的账号被重新启用`)
      const ops = await openAs('chenhaiyan', path)
      await ops.getByRole('button', { name: '再次锁定' }).click()
      // Waits for the lock, because leaving the page earlier would cancel the request.
      await expect(ops.getByText('已锁定（企业微信已确认）').first()).toBeVisible()
      await expectLocked(await openAs(guardian.userid, path))
      expect(await countDisables(simulator, ward.userid)).toBe(2)
      expect((await simulator.member(ward.userid)).status).toBe(2)
    })

    await test.step('two people unlock the account, and WeCom returns status 1', async () => {
      const path = new URL(page.url()).pathname
      await recover((userid) => openAs(userid, path), { admin: cast.wardAdmin, ops: 'chenhaiyan' })
      await expect(page.getByText('账号已恢复，还有 3 项待完成')).toBeVisible()
      const own = await openAs(ward.userid, path)
      await expect(own.getByText(`上报人：${guardian.name}`)).toBeVisible()
      await doAftercare(own)
      await expect(own.getByRole('heading', { name: '三项均已完成' })).toBeVisible()
    })
  })
}

function reportTests(cast: Cast): void {
  test('a colleague reports, the admin taps 立即锁定 in the card, and the lock is confirmed', async ({
    openAs,
    browser,
    stack,
    simulator,
  }) => {
    const { colleague, admin } = cast
    const page = await openAs(cast.reporter)
    const { tap, taps } = countTaps()
    await tap(page.getByRole('link', { name: /^手机丢了/ }))
    // The tap opens WeCom's own picker, in which one more tap chooses the person. A page loaded meanwhile loses the answer.
    const other = page.getByRole('radio', { name: /帮同事/ })
    await expect(other).toBeVisible()
    await answerPicker(page, colleague)
    await tap(other)
    await expect(page.getByRole('radio', { name: new RegExp(colleague.name) })).toBeChecked()
    await slide(page, new RegExp(`上报「${colleague.name}」`))
    expectTaps('colleague: home to report', taps() + PICKER_TAPS + 1, COLLEAGUE_TAPS)
    await expect(page.getByText('未锁定，待决定').first()).toBeVisible()

    const card = await until('the card of the admin', async () => {
      const chat = await simulator.chat(admin)
      return chat.find((entry) => JSON.stringify(entry).includes(`紧急：有人上报${colleague.name}的手机丢失`)) ?? null
    })
    expect(JSON.stringify(card)).toContain('驳回')
    await test.step('the member can contest the report, which still waits for a decision', async () => {
      const subject = await openPhone(stack.gatewayUrl, colleague.userid)
      const { status } = await subject.post(`/api/lost-device/cases/${caseIdOf(page.url())}/contest`, { version: 1 })
      expect(status).toBe(200)
      await expect(page.getByText('未锁定，待决定').first()).toBeVisible()
    })
    const screen = await (await browser.newContext()).newPage()
    await screen.goto(`${stack.simulatorUrl}/?as=${admin}`)
    const phone = simulatedPhone(screen)
    const urgent = phone.screen.getByRole('article', { name: `紧急：有人上报${colleague.name}的手机丢失` }).last()
    await phone.tap(urgent.getByRole('button', { name: '立即锁定' }))
    expectTaps('lock an account, in the card', phone.taps(), CARD_TAPS)
    await expectLocked(page)
    await screen.context().close()
    expect(await countDisables(simulator, colleague.userid)).toBe(1)
  })

  test('the owner reports from a desktop browser and sees the confirmation after their session has ended', async ({
    openAs,
    simulator,
  }) => {
    const { owner } = cast
    const page = await openAs(owner.userid, '/lost-device', { ua: 'browser' })
    const { tap, taps } = countTaps()
    await tap(page.getByRole('link', { name: new RegExp(owner.name) }))
    await tap(page.getByRole('button', { name: '点按锁定（需确认）' }))
    await tap(page.getByRole('button', { name: `再点一下，锁定「${owner.name}」的账号` }))
    await expectLocked(page)
    // Includes the tap that leads to the page; the slider needs one tap less.
    expectTaps('own phone, from a computer, without the slider', taps() + 1, OWN_TAPS)
    expect(await countDisables(simulator, owner.userid)).toBe(1)
    await page.reload()
    await expectLocked(page)
    expect((await page.request.get(new URL('/api/home', page.url()).href)).status()).toBe(401)
    // A link to home would only lead to the page for disabled accounts.
    await expect(page.getByRole('link', { name: '回首页' })).toHaveCount(0)
    await expect(page.getByText(/部门管理员/).first()).toBeVisible()
  })

  test('the code of the case shows state and phone numbers on a phone that never signed in', async ({
    openAs,
    browser,
    stack,
  }) => {
    await setOnCall(stack.gatewayUrl, [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 0, to: 0 }])
    const page = await openAs(cast.coded.userid, '/lost-device')
    await waitForHydration(page)
    await page.getByRole('button', { name: '点按锁定（需确认）' }).click()
    await page.getByRole('button', { name: `再点一下，锁定「${cast.coded.name}」的账号` }).click()
    await expectLocked(page)
    await expect(page.getByRole('link', { name: '中国移动 10086' })).toHaveAttribute('href', 'tel:10086')
    const code = await page.locator('.case-code').innerText()
    const borrowed = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await borrowed.goto(`${stack.gatewayUrl}/__device__/open?userid=wangfang2&ua=browser&to=/case-help`)
    await borrowed.getByRole('textbox', { name: '案件编号' }).fill(code.toLowerCase().replace('-', ''))
    await borrowed.getByRole('button', { name: '查看' }).click()
    await expect(borrowed.getByText('已锁定（企业微信已确认）')).toBeVisible()
    await expect(borrowed.getByRole('link', { name: /陈海燕/ })).toHaveAttribute('href', 'tel:13800002046')
    await expect(borrowed.getByRole('link', { name: '工商银行 95588' })).toBeVisible()
    await expect(borrowed.getByText(cast.coded.name)).toHaveCount(0)
    await borrowed.context().close()
  })

  test('a planned change of phone locks nothing and opens the instructions', async ({ openAs, simulator }) => {
    const page = await openAs(cast.changer, '/lost-device')
    await page.getByRole('button', { name: '只是换手机，没有丢失' }).click()
    await page.getByRole('button', { name: '开始换机' }).click()
    await expect(page.getByText('正在换机，还有 2 项待完成')).toBeVisible()
    await doAftercare(page, 2)
    await expect(page.getByRole('heading', { name: '两项均已完成' })).toBeVisible()
    expect(await countDisables(simulator, cast.changer)).toBe(0)
  })

  test('on a weak network the page shows that nothing was sent, offers the phone number, and sends once', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { offline } = cast
    await setOnCall(stack.gatewayUrl, [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 0, to: 0 }])
    const page = await openAs(offline.userid, '/lost-device')
    await waitForHydration(page)
    await page.context().setOffline(true)
    await page.getByRole('button', { name: '点按锁定（需确认）' }).click()
    await page.getByRole('button', { name: `再点一下，锁定「${offline.name}」的账号` }).click()
    await expect(page.getByText('尚未送达')).toBeVisible()
    await expect(page.getByRole('link', { name: /呼叫值班 陈海燕/ })).toHaveAttribute('href', 'tel:13800002046')
    expect(await countDisables(simulator, offline.userid)).toBe(0)
    await page.context().setOffline(false)
    await expectLocked(page)
    expect(await countDisables(simulator, offline.userid)).toBe(1)
  })

  test('without a network the page shows that nothing is locked, and the phone number', async ({ openAs, stack }) => {
    await setOnCall(stack.gatewayUrl, [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 0, to: 0 }])
    const page = await openAs(cast.changer)
    await waitForHydration(page)
    // The required files are cached while the device is online.
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('desk:duty:')))
    await page.context().setOffline(true)
    await page.getByRole('link', { name: /^手机丢了/ }).click()
    await expect(page.getByText('账号尚未锁定。')).toBeVisible()
    await expect(page.getByRole('link', { name: /呼叫值班 陈海燕/ })).toHaveAttribute('href', 'tel:13800002046')
    await page.context().setOffline(false)
    await expect(page.getByRole('slider')).toBeVisible()
  })

  test('a locked member is refused by the second factor', async ({ openAs, stack, simulator }) => {
    const link = new URL('https://open.weixin.qq.com/connect/oauth2/authorize')
    link.searchParams.set('redirect_uri', `${stack.gatewayUrl}/auth/second-factor`)
    await simulator.setSecondFactor({ on: true, url: link.href })
    const { factor } = cast
    const page = await openAs(factor.userid, '/me')
    const pass = await simulator.openSecondFactor(factor.userid)
    await page.goto(pass.url ?? '')
    await expect(page.getByText('验证通过')).toBeVisible()
    const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
    await simulator.addFault({ endpoint: 'user/update', kind: 'errcode', errcode: -1 })
    const body = {
      subjectId: factor.userid,
      label: factor.name,
      why: 'stolen',
      lastSeenAt: new Date((await simulator.clock.now()) - 600_000).toISOString(),
      note: '',
    }
    await postOrThrow(ops, '/api/lost-device/reports', body, { 'idempotency-key': `second-factor-${factor.userid}` })
    await simulator.resetSecondFactor(factor.userid)
    const stop = await simulator.openSecondFactor(factor.userid)
    await page.goto(stop.url ?? 'about:blank')
    await expect(page.getByText('账号已报丢失，无法进入')).toBeVisible()
    await simulator.clearFaults()
    await simulator.setSecondFactor({ on: false })
  })
}
