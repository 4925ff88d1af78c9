import type { PartnerList } from '@desk/shared/accounts/partner-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { expect, test } from './fixtures.ts'
import { countTaps } from './count-taps.ts'
import { simulatedPhone } from './simulated-phone.ts'

type Person = { userid: string; name: string }
type Cast = { leaver: Person; heir: Person; partner: Person }

const HR = 'xiaolan'
const OPS = 'chenhaiyan'
const HOUR_MS = 3_600_000
const OPEN_TAPS = 6

/** Returns the evening of the day on which the clock stands, in Shanghai. */
const msUntilEvening = (now: number): number => {
  const local = new Date(now + 8 * HOUR_MS)
  return (18 * 60 - local.getUTCHours() * 60 - local.getUTCMinutes()) * 60_000 - local.getUTCSeconds() * 1000
}
const dayOf = (now: number): string => new Date(now + 8 * HOUR_MS).toISOString().slice(0, 10)

async function choose(page: Page, { name }: Person, tap: (target: ReturnType<Page['locator']>) => Promise<void>) {
  await page.getByRole('combobox').fill(name)
  await tap(page.getByRole('option', { name: new RegExp(name) }).first())
}

/** Tests the closing of one account, from HR's first tap to the refused sign-in. */
export function closeTests({ leaver, heir, partner }: Cast): void {
  test(`${leaver.name} leaves: heirs accept, the account is disabled in the evening, and the sign-in is refused`, async ({
    openAs,
    stack,
    simulator,
  }) => {
    const ops = await openPhone(stack.gatewayUrl, OPS)
    const contract = { userid: partner.userid, company: '外协厂', sponsor: leaver.userid, endsOn: '2026-12-31' }
    await postOrThrow(ops, '/api/settings/partners', contract)
    const now = await simulator.clock.now()
    if (msUntilEvening(now) <= 0) await simulator.advanceClock(msUntilEvening(now) + 16 * HOUR_MS)
    const today = dayOf(await simulator.clock.now())

    const page = await openAs(HR, '/leavers')
    const { tap, taps } = countTaps()
    await tap(page.getByRole('main').getByRole('link', { name: '办理离职或调岗' }))
    await choose(page, leaver, tap)
    await tap(page.getByRole('button', { name: '离职', exact: true }))
    await page.getByLabel('最后一天').fill(today)
    await tap(page.getByRole('button', { name: '开始办理' }))
    await expect(page.getByRole('heading', { level: 1, name: leaver.name })).toBeVisible()
    expect(taps()).toBeLessThanOrEqual(OPEN_TAPS)
    await expect(page.getByText(partner.name)).toBeVisible()
    const { pathname } = new URL(page.url())

    await page.getByRole('button', { name: '指定接手人' }).first().click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('combobox').fill(heir.name)
    await sheet
      .getByRole('option', { name: new RegExp(heir.name) })
      .first()
      .click()
    await sheet.getByRole('button', { name: /^指定接手/ }).click()
    await expect(page.getByText('待接手').first()).toBeVisible()

    // One tap in the message, without opening the page.
    await page.goto(`${stack.simulatorUrl}/?as=${heir.userid}`)
    const phone = simulatedPhone(page)
    await phone.tap(phone.screen.getByRole('button', { name: '接手', exact: true }).last())
    await expect(phone.screen.getByText(/已接手 1 项/).last()).toBeVisible()
    const heirs = await openAs(heir.userid, pathname)
    await expect(heirs.getByText('已同意').first()).toBeVisible()
    console.log(`${leaver.name}: ${String(taps())} taps of HR, 1 of the heir`)
    const own = await openAs(leaver.userid, pathname)
    await own.getByRole('button', { name: '我已清理敏感信息' }).click()
    await expect(own.getByText('等待停用').first()).toBeVisible()
    expect(
      (await simulator.effects()).some((one) => one.effect === 'member.disable' && one.userid === leaver.userid),
    ).toBe(false)

    await simulator.advanceClock(msUntilEvening(await simulator.clock.now()) + 1_000)
    await until('the disabled account', async () => {
      const ledger = await simulator.effects()
      return ledger.find((one) => one.effect === 'member.disable' && one.userid === leaver.userid) ?? null
    })
    const closed = await openAs(HR, pathname)
    await expect(closed.getByText('企业微信确认已停用').first()).toBeVisible({ timeout: 30_000 })
    await expect(closed.getByText('已交接', { exact: true })).toBeVisible()
    await closed.getByRole('link', { name: '办理记录（可打印）' }).click()
    await expect(closed.getByRole('heading', { level: 1, name: `${leaver.name}的办理记录` })).toBeVisible()
    await expect(closed.getByText(/企业微信确认$/).first()).toBeVisible()
    await expect(closed.getByText(heir.name).first()).toBeVisible()
    // The session of a role has ended by the evening.
    const list = await (await openPhone(stack.gatewayUrl, OPS)).get<PartnerList>('/api/settings/partners')
    expect(list.items.find(({ userid }) => userid === partner.userid)?.sponsor).toEqual(heir)
    const refused = await openAs(leaver.userid, '/')
    await expect(refused.getByRole('heading', { level: 1 })).toContainText('你的账号已被禁用')
  })
}

type Move = { person: Person; admin: string; department: string; position: string }
const TRANSFER_TAPS = 6

/** Tests a transfer, from HR's first tap to the new department in WeCom. The account stays enabled. */
export function transferTests({ person, admin, department, position }: Move): void {
  test(`${person.name} is transferred on the next day: approved, read back, and the account stays enabled`, async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const tomorrow = dayOf((await simulator.clock.now()) + 24 * HOUR_MS)
    await openAs(HR, '/leavers/new')
    await waitForHydration(page)
    const { tap, taps } = countTaps()
    await choose(page, person, tap)
    await tap(page.getByRole('button', { name: '调岗', exact: true }))
    await page.getByLabel('新部门').fill(department)
    await tap(page.getByRole('list', { name: '新部门' }).getByRole('button').first())
    await page.getByLabel('新职位').fill(position)
    await page.getByLabel('生效日期').fill(tomorrow)
    await tap(page.getByRole('button', { name: '提交调岗' }))
    await expect(page.getByRole('heading', { level: 1, name: person.name })).toBeVisible()
    await expect(page.getByText('待审批')).toBeVisible()
    expect(taps()).toBeLessThanOrEqual(TRANSFER_TAPS)
    console.log(`${person.name}: ${String(taps())} taps of HR`)
    const { pathname } = new URL(page.url())
    const href = await page.getByRole('link', { name: '查看变更申请' }).getAttribute('href')

    const path = `/api${href ?? ''}`
    const fields = { department: { verdict: 'agree' }, position: { verdict: 'agree' } }
    // The department first, then the management department, which confirms a change of department.
    for (const step of ['department', 'ops'] as const) {
      const decider = await openPhone(stack.gatewayUrl, step === 'ops' ? OPS : admin)
      const { version, seenHash } = await until(`the step of ${step}`, async () => {
        const request = await decider.get<RequestView>(path)
        return request.allowed.includes('decide') ? request : null
      })
      await postOrThrow(decider, `${path}/decision`, { version, seenHash, fields })
      await simulator.clock.advance({ minutes: 2 })
    }
    const before = await simulator.member(person.userid)
    expect(before.position).not.toBe(position)
    await simulator.advanceClock(24 * HOUR_MS)
    await until('the new position', async () =>
      (await simulator.member(person.userid)).position === position ? true : null,
    )
    await openAs(HR, pathname)
    await expect(page.getByText('已调岗').first()).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('企业微信确认已生效').first()).toBeVisible()
    const ledger = await simulator.effects()
    expect(ledger.some((one) => one.effect === 'member.disable' && one.userid === person.userid)).toBe(false)
  })
}
