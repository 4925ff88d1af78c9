import type { PartnerList } from '@desk/shared/accounts/partner-schemas'
import { HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import {
  answerInMessage,
  approveTransfer,
  askDeletion,
  type Cast,
  confirmDeletion,
  giveHoldings,
  nameHeir,
  openDisabled,
  type Person,
  countRequiredOnBoard,
} from './accounts.leaver.ts'
import { msUntilEvening } from './accounts.steps.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { groupOnPhone } from './groups.steps.ts'
import { publish, templateId, firstClauses } from './policy.steps.ts'
import { chatText } from './chat-text.ts'
import { dayAfter, todayOf } from './days.ts'

const HR = 'xiaolan'
const OPS = 'chenhaiyan'
const TAPS = { close: 6, transfer: 4 }
const DISABLED = 2

async function choose(page: Page, { name }: Person, tap: (target: ReturnType<Page['locator']>) => Promise<void>) {
  await page.getByRole('combobox').fill(name)
  await tap(page.getByRole('option', { name: new RegExp(name) }).first())
}

/** Advances the clock to 10:00 on the next day if it is 18:00 or later. */
export async function advanceToWorkingHours(simulator: SimulatorClient): Promise<void> {
  const msLeft = msUntilEvening(await simulator.clock.now())
  if (msLeft <= 0) await simulator.advanceClock(msLeft + 16 * HOUR_MS)
}

/** Lists the recorded effects that disabled the account of this member in WeCom. */
export const listDisableEffects = async (simulator: SimulatorClient, userid: string) =>
  (await simulator.effects()).filter((entry) => entry.effect === 'member.disable' && entry.userid === userid)

/** Publishes a short policy, which every member has to sign from today. */
export async function putPolicyInForce(stack: { gatewayUrl: string; simulator: SimulatorClient }): Promise<void> {
  const { gatewayUrl, simulator } = stack
  await publish(gatewayUrl, await templateId(gatewayUrl), 'major', firstClauses(2), await todayOf(simulator))
}

/** Tests the closing of one account, from HR's first tap to the refused sign-in. A policy is in force. */
export function closeTests(cast: Cast): void {
  const { leaver, partner, ward, applicant, first, above, owner, sponsor } = cast
  test(`${leaver.name} leaves: heirs accept, the account is disabled in the evening, and the sign-in is refused`, async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    await advanceToWorkingHours(simulator)
    const policy = await templateId(stack.gatewayUrl)
    const { groups, request } = await giveHoldings(stack, cast)

    await openAs(HR, '/leavers')
    const { tap, taps } = countTaps()
    await tap(page.getByRole('main').getByRole('link', { name: '办理离职或调岗' }))
    await choose(page, leaver, tap)
    await tap(page.getByRole('button', { name: '离职', exact: true }))
    await page.getByLabel('最后一天').fill(await todayOf(simulator))
    await tap(page.getByRole('button', { name: '开始办理' }))
    await expect(page.getByRole('heading', { level: 1, name: leaver.name })).toBeVisible()
    const automatic = ['待审批的申请，转给下一位审批人', '守护的同事，会提醒对方另选守护人', '角色，停用时收回']
    for (const held of [...groups, partner.name, ...automatic]) await expect(page.getByText(held).first()).toBeVisible()
    const { pathname } = new URL(page.url())
    const anyItem = page.getByRole('button', { name: '指定接手人' }).first()
    await nameHeir(page, anyItem, first, tap)
    await expect(page.getByText('待接手').first()).toBeVisible()
    expectTaps('close an account, text not counted', taps(), TAPS.close)

    await test.step('HR sees how far the hand-over is in one tap from their home', async () => {
      await openAs(HR, '/hr')
      const progress = countTaps()
      await progress.tap(page.getByRole('link', { name: /^在办离职，全部 \d+ 件$/ }))
      const row = page.getByRole('row').filter({ hasText: leaver.name })
      await expect(row.getByText(/^\d+ \/ \d+ 项已交接$/)).toBeVisible()
      expectTaps('see hand-over progress', progress.taps(), 1)
    })
    await test.step('what the first heir declines is reported to the next admin, and the heirs whom they name accept', async () => {
      await answerInMessage(page, stack, first, { answer: '拒绝', count: 3 })
      await until('a message to the admin above', async () => {
        const chat = await chatText(simulator, above.userid)
        return chat.includes(`${leaver.name}的 3 项事项被拒绝接手`) ? true : null
      })
      await openAs(above.userid, pathname)
      await waitForHydration(page)
      await expect(page.getByText('已拒绝').first()).toBeVisible()
      const row = page.locator('li, tr').filter({ hasText: partner.name }).last()
      await nameHeir(page, row.getByRole('button', { name: '指定接手人' }), sponsor)
      await nameHeir(page, anyItem, owner)
      await answerInMessage(page, stack, sponsor, { answer: '接手', count: 1 })
      await answerInMessage(page, stack, owner, { answer: '接手', count: 2 })
    })
    const required = await countRequiredOnBoard(openAs, policy)
    await openAs(leaver.userid, pathname)
    await page.getByRole('button', { name: '我已清理敏感信息' }).click()
    await expect(page.getByText('等待停用').first()).toBeVisible()

    const evening = msUntilEvening(await simulator.clock.now())
    await simulator.advanceClock(evening - 2 * MINUTE_MS)
    expect(await countRequiredOnBoard(openAs, policy)).toBe(required)
    const leaverPhone = await openPhone(stack.gatewayUrl, leaver.userid)
    await leaverPhone.get('/api/home')
    await openAs(leaver.userid, '/')
    await waitForHydration(page)
    expect(await listDisableEffects(simulator, leaver.userid)).toEqual([])
    await simulator.setSwitches({ disabledMemberOAuth: 'code' })
    await simulator.advanceClock(2 * MINUTE_MS)
    const [disabled] = await until('the disabled account', async () => {
      const found = await listDisableEffects(simulator, leaver.userid)
      return found.length > 0 ? found : null
    })

    await test.step('neither an open page nor a sign-in, to which WeCom still gives a code, reaches the app', async () => {
      await expect(leaverPhone.get('/api/home')).rejects.toThrow('401')
      const answer = page.waitForResponse((response) => response.url().includes('/auth/callback'))
      await openAs(leaver.userid, '/')
      expect((await answer).status()).toBe(403)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('账号已停用')
      await simulator.setSwitches({ disabledMemberOAuth: 'refused' })
      await openAs(leaver.userid, '/')
      await expect(page.getByRole('heading', { level: 1 })).toContainText('你的账号已被禁用')
    })
    await test.step('the receipt shows the disabled account, and each item has its new holder', async () => {
      await openAs(HR, pathname)
      await expect(page.getByText('企业微信确认已停用').first()).toBeVisible()
      await expect(page.getByText('已交接', { exact: true })).toHaveCount(3)
      await page.getByRole('link', { name: '办理记录（可打印）' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `${leaver.name}的办理记录` })).toBeVisible()
      await expect(page.getByText(/企业微信确认$/).first()).toBeVisible()
      for (const { name } of [owner, sponsor]) await expect(page.getByText(name).first()).toBeVisible()
      for (const name of groups) await groupOnPhone(simulator, owner.userid, (group) => group.name === name)
      const owned = (await simulator.effects()).filter(
        (entry) =>
          entry.effect === 'group.update' && entry.owner === owner.userid && entry.from.owner === leaver.userid,
      )
      // WeCom would choose an owner itself once the account is disabled.
      expect(owned.map(({ seq }) => seq < (disabled?.seq ?? 0))).toEqual([true, true])
      // A new session: that of a role holder has ended by the evening.
      const list = await (await openPhone(stack.gatewayUrl, OPS)).get<PartnerList>('/api/settings/partners')
      expect(list.items.find(({ userid }) => userid === partner.userid)?.sponsor).toEqual(sponsor)
      await openAs(applicant.userid, request)
      await expect(page.getByText(`等${above.name}审批`).first()).toBeVisible()
      await openAs(ward.userid, '/me/guardians')
      await expect(page.getByText('已离职或停用，请更换')).toBeVisible()
      await expect(async () => {
        expect(await countRequiredOnBoard(openAs, policy)).toBe(required - 1)
      }).toPass()
    })
  })
}

/** Tests that this app deletes the account that `closeTests` closed. */
export function deletionTest({ leaver }: Cast): void {
  test(`the account of ${leaver.name} is deleted by two people, and not before the day that HR chose`, async ({
    openAs,
    page,
    simulator,
  }) => {
    const { userid } = leaver
    const deletions = async () =>
      (await simulator.effects()).filter((entry) => entry.effect === 'member.delete' && entry.userid === userid)
    await openAs(HR, '/leavers?view=disabled')
    const path = await openDisabled(page, leaver)
    await askDeletion(page, 1)
    await expect(page.getByRole('button', { name: '确认删除账号' })).toHaveCount(0)
    await openAs(OPS, path)
    const early = await confirmDeletion(page)
    await expect(early.getByRole('alert')).toHaveText('未到可以删除的日期')
    expect((await simulator.member(userid)).status).toBe(DISABLED)
    expect(await deletions()).toEqual([])

    await simulator.clock.toMorning()
    await openAs(OPS, path)
    await confirmDeletion(page)
    await until('the deletion', async () => ((await deletions()).length > 0 ? true : null))
    await expect(simulator.member(userid)).rejects.toThrow('no member')
    await openAs(HR, path)
    await expect(page.getByText(/企业微信中已查不到该账号/).first()).toBeVisible()
    await page.getByRole('link', { name: '办理记录（可打印）' }).click()
    await expect(page.getByText('企业微信确认已删除').first()).toBeVisible()
    await expect(page.getByText(/签收记录保留五年/).first()).toBeVisible()
    expect(await deletions()).toHaveLength(1)
  })
}

type Transfer = {
  person: Person
  /** A member of `from`, the department that the person leaves and of which they are an admin. */
  colleague: string
  from: number
  admin: string
  department: string
  position: string
}

/**
 * Tests a transfer, from HR's first tap to the new department in WeCom. The rights in the old department end with it, and the
 * account stays enabled.
 */
export function transferTests({ person, colleague, from, admin, department, position }: Transfer): void {
  test(`${person.name} is transferred on the next day: the change is approved and verified, the role in the old department ends, and the account stays enabled`, async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const role = { role: 'dept_admin', userid: person.userid, departmentId: from }
    await postOrThrow(await openPhone(stack.gatewayUrl, OPS), '/api/settings/roles', role)
    const canSeeColleagues = async () => {
      await openAs(person.userid, '/people')
      const link = page.getByRole('link', { name: colleague })
      await expect(link.or(page.getByRole('heading', { name: '页面不存在' }))).toBeVisible()
      return link.isVisible()
    }
    expect(await canSeeColleagues()).toBe(true)
    const tomorrow = await dayAfter(simulator, 1)
    await openAs(HR, '/leavers/new')
    await waitForHydration(page)
    const { tap, taps } = countTaps()
    await choose(page, person, tap)
    await tap(page.getByRole('button', { name: '调岗', exact: true }))
    await page.getByLabel('新部门').fill(department)
    await tap(page.getByRole('list', { name: '新部门' }).getByRole('button').first())
    await page.getByLabel('新岗位').fill(position)
    await page.getByLabel('生效日期').fill(tomorrow)
    await tap(page.getByRole('button', { name: '提交调岗' }))
    await expect(page.getByRole('heading', { level: 1, name: person.name })).toBeVisible()
    await expect(page.getByText('待审批')).toBeVisible()
    await expect(page.getByText('原部门的管理角色，调岗时收回').first()).toBeVisible()
    expectTaps('transfer a member, text not counted', taps(), TAPS.transfer)
    const { pathname } = new URL(page.url())
    const href = await page.getByRole('link', { name: '查看变更申请' }).getAttribute('href')

    await approveTransfer(stack, `/api${href ?? ''}`, admin)
    const before = await simulator.member(person.userid)
    expect(before.position).not.toBe(position)
    expect(await canSeeColleagues()).toBe(true)
    await simulator.advanceClock(24 * HOUR_MS)
    await until('the new position', async () =>
      (await simulator.member(person.userid)).position === position ? true : null,
    )
    await openAs(HR, pathname)
    await expect(page.getByText('已调岗').first()).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('企业微信确认已生效').first()).toBeVisible()
    expect(await canSeeColleagues()).toBe(false)
    const effects = await simulator.effects()
    expect(effects.some((entry) => entry.effect === 'member.disable' && entry.userid === person.userid)).toBe(false)
  })
}
