import type { PartnerPage } from '@desk/shared/accounts/partner-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openInfoField } from '../lib/info-form.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { waitForDirectory } from '../lib/directory-read.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { inviteAgainTest } from './accounts.again.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { expect, test } from './fixtures.ts'
import { DESK, PHONE } from './viewports.ts'
import { chatText } from './chat-text.ts'
import { dayAfter } from './days.ts'

const LEAVE_TODAY_TAPS = { first: 3, second: 3 }

/** Tests partners, changes made in the console, another writer of the directory, a department's people, and HR's home. */
export function partnerAndConsoleTests(): void {
  test('HR’s home lists 段志远, a partner in the directory, as having no registered contract', async ({
    openAs,
    stack,
    page,
  }) => {
    await waitForDirectory(stack.gatewayUrl)
    await page.setViewportSize(PHONE)
    await openAs('xiaolan', '/me')
    await page.getByRole('link', { name: '人事首页' }).click()
    const row = page.getByRole('link', { name: /段志远.*未登记对接人和到期日/ }).first()
    await expect(row).toBeVisible()
    await row.click()
    await expect(page.getByText('还没有登记对接人和到期日')).toBeVisible()
  })

  test('HR at a desk starts on their home, finds a member, and registers the partner’s contract', async ({
    openAs,
    page,
    simulator,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('xiaolan', '/', { ua: 'windows' })
    await expect(page.getByRole('heading', { level: 1, name: '人事首页' })).toBeVisible()
    await page.getByRole('searchbox', { name: /姓名、拼音或账号/ }).fill('luyao')
    await page.getByRole('button', { name: '查找' }).click()
    await expect(page.getByRole('link', { name: '陆瑶' })).toBeVisible()
    await expect(page.getByText('未激活', { exact: true })).toBeVisible()
    const endsOn = await dayAfter(simulator, 1)
    await page.goto(new URL('/settings/partners?userid=duanzhiyuan', page.url()).href)
    await waitForHydration(page)
    await page.getByRole('textbox', { name: '所属公司' }).fill('华精外协')
    const sponsor = page.getByRole('combobox', { name: '公司内对接人' })
    await sponsor.fill('limin')
    await page.getByRole('option', { name: /李敏/ }).click()
    await page.getByLabel('到期日').fill(endsOn)
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await expect(page.getByText('已登记')).toBeVisible()
    await expect(page.getByRole('row', { name: /段志远.*李敏.*快到期/ })).toBeVisible()
  })

  test('the sponsor is asked in a card, lets the contract end, and WeCom shows the account as disabled the day after', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    await until('a card for the sponsor', async () =>
      (await chatText(simulator, 'limin')).includes('段志远（外协）的合作还有 1 天到期') ? true : null,
    )
    await page.setViewportSize(PHONE)
    await openAs('limin', '/partners/duanzhiyuan')
    await waitForHydration(page)
    await page.getByRole('button', { name: '到期停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '到期停用' }).click()
    await expect(page.getByText(/李敏.*选择了到期停用/)).toBeVisible()
    expect((await simulator.member('duanzhiyuan')).status).toBe(1)
    await simulator.clock.toMorning()
    await simulator.clock.toMorning()
    await simulator.waitForEffect((entry) => entry.effect === 'member.disable' && entry.userid === 'duanzhiyuan')
    const sponsor = await openPhone(stack.gatewayUrl, 'limin')
    await until('the verified end of the contract', async () => {
      const { partner } = await sponsor.get<PartnerPage>('/api/partners/duanzhiyuan')
      return partner.state === 'disabled' ? partner : null
    })
    expect((await simulator.member('duanzhiyuan')).status).toBe(2)
    await openAs('limin', '/partners/duanzhiyuan')
    await expect(page.getByText(/账号已停用，企业微信.*确认/)).toBeVisible()
    await openAs('duanzhiyuan', '/')
    await expect(page.getByRole('heading', { name: '企微自助' })).toHaveCount(0)
  })

  // Two days have passed since the invitations.
  inviteAgainTest()

  test('an account that was created in the console is reported to HR, and registered as that of a partner', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    // Cards to HR are sent on working days only.
    await simulator.clock.toWorkday()
    await simulator.setProtection({ consoleOperator: 'chenhaiyan' })
    await simulator.clock.advance({ minutes: 3 })
    const member = { userid: 'oleg', name: 'Oleg Karimov', mobile: '19900009999', department: [14] }
    await simulator.createMember(member)
    await simulator.clock.advance({ minutes: 3 })
    await until('a card for HR', async () => {
      const chat = await chatText(simulator, 'xiaolan')
      return chat.includes('陈海燕在管理后台新增了成员') ? true : null
    })
    await page.setViewportSize(DESK)
    await openAs('xiaolan', '/accounts/console', { ua: 'windows' })
    await waitForHydration(page)
    const row = page.getByRole('row', { name: /新增成员.*陈海燕/ })
    await expect(row).toContainText('Oleg Karimov')
    const adopt = async () => {
      await row.getByRole('button', { name: /纳入流程/ }).click()
      const sheet = page.getByRole('dialog')
      await sheet.getByRole('combobox', { name: '涉及的成员' }).fill('oleg')
      await page.getByRole('option', { name: /Oleg/ }).click()
      await sheet.getByText('外部合作人员').click()
      await sheet.getByRole('button', { name: '核对并办结' }).click()
      return sheet
    }
    const early = await adopt()
    await expect(early.getByRole('alert')).toContainText('该流程中还没有此成员')
    await early.getByRole('button', { name: '取消' }).click()
    const hr = await openPhone(stack.gatewayUrl, 'xiaolan')
    const endsOn = await dayAfter(simulator, 90)
    await postOrThrow(hr, '/api/settings/partners', { userid: 'oleg', company: '华精', sponsor: 'limin', endsOn })
    await adopt()
    // Other entries may still be open: an earlier test deleted an account.
    await expect(row).toHaveCount(0)
  })

  test('the sponsor renews a contract on the phone, and the page shows its new last day', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const endsOn = await dayAfter(simulator, 180)
    const [year, month, day] = endsOn.split('-').map(Number)
    await page.setViewportSize(PHONE)
    await openAs('limin', '/partners/oleg')
    await waitForHydration(page)
    await page.getByRole('button', { name: '续期', exact: true }).click()
    await expect(page.getByText('请选择新的到期日')).toBeVisible()
    await page.getByLabel('新的到期日').fill(endsOn)
    await page.getByRole('button', { name: /^续期至/ }).click()
    await expect(page.getByText('已续期')).toBeVisible()
    await expect(page.getByText(`合作至 ${String(year)} 年 ${String(month)} 月 ${String(day)} 日`)).toBeVisible()
    const sponsor = await openPhone(stack.gatewayUrl, 'limin')
    const { partner } = await sponsor.get<PartnerPage>('/api/partners/oleg')
    expect(partner).toMatchObject({ endsOn, state: 'running', sponsor: { userid: 'limin' } })
  })

  test('a change that was made in the console is acknowledged by HR with its reason', async ({
    openAs,
    page,
    simulator,
  }) => {
    await simulator.editMember({ userid: 'xieyuhan', position: '装配班长' })
    await simulator.clock.advance({ minutes: 3 })
    await page.setViewportSize(DESK)
    const row = page.getByRole('row', { name: /更改成员.*陈海燕/ })
    await expect(async () => {
      await openAs('xiaolan', '/accounts/console', { ua: 'windows' })
      await expect(row).toContainText('谢雨涵', { timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
    await waitForHydration(page)
    await row.getByRole('button', { name: /^确认知晓/ }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: '确认知晓' }).click()
    await sheet.getByRole('textbox', { name: '原因（留作记录）' }).fill('岗位调整，已与本人核对')
    await sheet.getByRole('button', { name: '确认知晓' }).click()
    await expect(row).toHaveCount(0)
    await page.getByRole('link', { name: '含已处理的' }).click()
    await expect(row).toContainText('已知晓：岗位调整，已与本人核对')
  })

  test('李敏 sees the people of the department, requests a change for one of them, and reports who left', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    await page.setViewportSize(PHONE)
    await openAs('limin', '/people')
    await waitForHydration(page)
    await expect(page.getByRole('link', { name: '孙浩' })).toBeVisible()
    await expect(page.getByRole('link', { name: '王芳' })).toHaveCount(0)
    await page.getByRole('link', { name: '孙浩' }).click()
    await page.getByRole('link', { name: '修改信息' }).click()
    await expect(page.getByText('为孙浩提交')).toBeVisible()
    await waitForHydration(page)
    await (await openInfoField(page, '岗位')).fill('高级检验员')
    await page.getByRole('button', { name: /^提交/ }).click()
    await expect(page).toHaveURL(/\/requests\/req_/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const decider = await openPhone(stack.gatewayUrl, 'zhouqiming')
    const request = await decider.get<RequestView>(`/api/requests/${id}`)
    expect(request.subject?.userid).toBe('sunhao')
    const { version, seenHash } = request
    const fields = { position: { verdict: 'agree' } }
    await postOrThrow(decider, `/api/requests/${id}/decision`, { version, seenHash, fields })
    await simulator.clock.advance({ minutes: 2 })
    await until('the new value', async () =>
      (await simulator.member('sunhao')).position === '高级检验员' ? true : null,
    )

    await openAs('limin', '/people/maxiaoyu')
    await waitForHydration(page)
    await page.getByRole('button', { name: '报告已离职' }).click()
    await page.getByLabel('最后工作日').fill(await dayAfter(simulator, -1))
    await page.getByRole('button', { name: '报告给人事' }).click()
    await expect(page.getByText(/报告：最后工作日/)).toBeVisible()
    await openAs('xiaolan', '/hr')
    await expect(page.getByRole('link', { name: /马晓宇.*部门报告/ }).first()).toBeVisible()
  })

  test('HR asks to disable an account at once, the lead confirms, and WeCom shows it as disabled', async ({
    openAs,
    page,
    simulator,
  }) => {
    await page.setViewportSize(PHONE)
    await openAs('xiaolan', '/leavers/new')
    await waitForHydration(page)
    const first = countTaps()
    await page.getByRole('combobox').fill('dongqiang')
    await first.tap(page.getByRole('option', { name: /董强/ }).first())
    await first.tap(page.getByRole('button', { name: '立即停用', exact: true }))
    await page.getByRole('textbox', { name: '立即停用的原因' }).fill('泄密调查')
    await first.tap(page.getByRole('button', { name: '提交，请另一方确认' }))
    await expect(page.getByRole('heading', { level: 1, name: '董强' })).toBeVisible()
    expectTaps('leave today, HR, text not counted', first.taps(), LEAVE_TODAY_TAPS.first)
    expect((await simulator.member('dongqiang')).status).toBe(1)
    await openAs('tangzhenhua', new URL(page.url()).pathname)
    await waitForHydration(page)
    const second = countTaps()
    await second.tap(page.getByRole('button', { name: '确认立即停用' }))
    await second.tap(page.getByRole('dialog').getByRole('button', { name: '确认立即停用' }))
    // Includes the tap on the message that leads to the page.
    expectTaps('leave today, the second person', second.taps() + 1, LEAVE_TODAY_TAPS.second)
    await simulator.waitForEffect((entry) => entry.effect === 'member.disable' && entry.userid === 'dongqiang')
    await expect(page.getByText('企业微信确认已停用').first()).toBeVisible({ timeout: 60_000 })
  })

  test('a value that another writer of the directory sets back at night reopens its request', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const applicant = await openPhone(stack.gatewayUrl, 'guoji')
    await simulator.setSecondWriter(true)
    const { position } = await simulator.member('guoji')
    const payload = { position: { from: position, to: '首席质检工程师' } }
    const headers = { 'idempotency-key': 'around-set-back' }
    const { id } = await postOrThrow<RequestView>(applicant, '/api/requests', { kind: 'info_change', payload }, headers)
    const approver = await openPhone(stack.gatewayUrl, 'limin')
    const { version, seenHash } = await approver.get<RequestView>(`/api/requests/${id}`)
    const fields = { position: { verdict: 'agree' } }
    await postOrThrow(approver, `/api/requests/${id}/decision`, { version, seenHash, fields })
    await simulator.clock.advance({ minutes: 2 })
    const stateFor = async (phone: typeof applicant) => (await phone.get<RequestView>(`/api/requests/${id}`)).state
    await until('the change', async () => ((await stateFor(applicant)) === 'done' ? true : null))
    await simulator.clock.toMorning()
    expect((await simulator.member('guoji')).position).toBe(position)
    const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
    await postOrThrow(ops, '/api/settings/directory-feed', { name: '人事系统', version: 0 })
    await postOrThrow(ops, '/api/settings/directory/sync', {})
    const reader = await openPhone(stack.gatewayUrl, 'guoji')
    await until('the directory', async () => {
      await simulator.clock.advance({ minutes: 3 })
      return (await stateFor(reader)) === 'executing' ? true : null
    })
    await page.setViewportSize(PHONE)
    await openAs('guoji', `/requests/${id}`)
    await expect(page.getByText(/岗位被改回原值/).first()).toBeAttached()
    await expect(page.getByText('人事系统').first()).toBeAttached()
  })
}
