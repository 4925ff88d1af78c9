import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { fillJoiner, listOpenedAccounts, confirmJoiner } from './accounts.steps.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { requestInfoChange } from './info-change.steps.ts'
import { PHONE } from './viewports.ts'
import { todayOf } from './days.ts'

const SLOW = { timeout: 90_000 }
const [HR, OPS] = ['xiaolan', 'chenhaiyan'] as const
const ANSWERED_TAPS = 6
/** The joiner who does the first day on the phone in `accounts.open.ts`. */
const LEAVER = { userid: 'joiner1', name: '新同事甲一' }

/** Tests a joiner with the name of somebody who left: both answers to whether they are the same person. */
export function rehireTests(): void {
  let requestId = ''
  let newUserid = ''
  const openings: string[] = []

  test('HR is asked whether a joiner with the name of a former member is that person; as another person they get another account', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    requestId = (
      await requestInfoChange(stack.gatewayUrl, LEAVER.userid, { position: { from: '检验员', to: '高级检验员' } })
    ).id
    await simulator.deleteMember(LEAVER.userid)
    await page.setViewportSize(PHONE)
    await openAs(HR, '/joiners/new')
    await waitForHydration(page)
    const question = page.getByRole('group', { name: '是同一个人吗？' })
    await expect(async () => {
      await fillJoiner(page, LEAVER.name, '13920000001', '2020-01-01')
      await page.getByRole('button', { name: '提交审核' }).click()
      await expect(question).toBeVisible({ timeout: 2000 })
    }).toPass(SLOW)
    await expect(question.getByText(new RegExp(`${LEAVER.name}（${LEAVER.userid}）.*离职`))).toBeVisible()
    // Nothing is preselected, and nothing typed is lost.
    await expect(question.getByRole('button', { pressed: true })).toHaveCount(0)
    await fillJoiner(page, LEAVER.name, '13920000001', await todayOf(simulator))
    const { tap, taps } = countTaps()
    await tap(question.getByRole('button', { name: '不是，另建账号' }))
    const userid = page.getByRole('textbox', { name: '账号' })
    await expect(userid).toHaveValue(/^xintongshi/)
    newUserid = await userid.inputValue()
    await userid.fill(LEAVER.userid)
    await tap(page.getByRole('button', { name: '提交审核' }))
    await expect(page.getByText('另一个人须用其他账号')).toBeVisible()
    await userid.fill(newUserid)
    await tap(page.getByRole('button', { name: '提交审核' }))
    await expect(page.getByRole('heading', { level: 1, name: LEAVER.name })).toBeVisible()
    await expect(page.getByText('与离职同事不是同一人')).toBeVisible()
    openings.push(new URL(page.url()).pathname.split('/').at(-1) ?? '')
    expectTaps('a re-hire, asked and answered, text not counted', taps(), ANSWERED_TAPS)
  })

  test('a returning person keeps their former account', async ({ openAs, page, simulator }) => {
    await page.setViewportSize(PHONE)
    await openAs(HR, '/joiners/new')
    await waitForHydration(page)
    await fillJoiner(page, LEAVER.name, '13920000002', await todayOf(simulator))
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByRole('button', { name: `是，用原账号 ${LEAVER.userid}` }).click()
    await page.getByRole('button', { name: '提交审核' }).click()
    await expect(page.getByRole('heading', { level: 1, name: LEAVER.name })).toBeVisible()
    await expect(page.getByText('老同事回来，用原账号')).toBeVisible()
    openings.push(new URL(page.url()).pathname.split('/').at(-1) ?? '')
  })

  test('the returning person sees their earlier requests, and the namesake sees none', async ({ stack, simulator }) => {
    const reviewer = await openPhone(stack.gatewayUrl, OPS)
    for (const id of openings) {
      await confirmJoiner(reviewer, id)
      await expect(async () => {
        expect(['created', 'invited']).toContain((await reviewer.get<OpeningView>(`/api/joiners/${id}`)).state)
      }).toPass(SLOW)
    }
    const requestsOf = async (userid: string) => {
      await simulator.activateMember(userid)
      const phone = await openPhone(stack.gatewayUrl, userid)
      return JSON.stringify(await phone.get('/api/requests'))
    }
    expect(await requestsOf(LEAVER.userid)).toContain(requestId)
    expect(await requestsOf(newUserid)).not.toContain(requestId)
    const stranger = await openPhone(stack.gatewayUrl, newUserid)
    await expect(stranger.get(`/api/requests/${requestId}`)).rejects.toThrow('404')
  })

  test('HR opens the join code for a joiner whom no invitation reaches; whoever joins by it with the number of the joiner gets that account', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const phone = await openPhone(stack.gatewayUrl, HR)
    const { items } = await phone.get<{ items: { id: string; userid: string }[] }>('/api/joiners?q=joiner2')
    const joiner = items.find(({ userid }) => userid === 'joiner2')
    await page.setViewportSize(PHONE)
    await openAs(HR, `/joiners/${joiner?.id ?? ''}`)
    await waitForHydration(page)
    await page.getByRole('button', { name: '获取加入二维码' }).click()
    await expect(page.getByText(/谁拿到都能申请加入/)).toBeVisible()
    const address = (await page.getByRole('link', { name: '打开二维码' }).getAttribute('href')) ?? ''
    expect((await fetch(address)).headers.get('content-type')).toBe('image/svg+xml')
    expect(await simulator.joinByCode({ name: '新同事乙', mobile: '13911000002' })).toEqual({ userid: 'joiner2' })
    await expect(async () => {
      expect((await phone.get<OpeningView>(`/api/joiners/${joiner?.id ?? ''}`)).state).toBe('activated')
    }).toPass(SLOW)
  })
}

/** Tests the invitation of somebody who was invited on an earlier day and has not signed in. */
export function inviteAgainTest(): void {
  test('HR can repeat the invitation of a joiner who has not signed in, once a day', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const userid = 'joiner5'
    const phone = await openPhone(stack.gatewayUrl, HR)
    const { items } = await phone.get<{ items: { id: string; userid: string }[] }>(`/api/joiners?q=${userid}`)
    const id = items.find((joiner) => joiner.userid === userid)?.id ?? ''
    const countSent = async () =>
      (await listOpenedAccounts(simulator)).invited.filter((invitee) => invitee === userid).length
    const countRecorded = async () =>
      (await phone.get<OpeningView>(`/api/joiners/${id}`)).events.filter(({ type }) => type === 'account.invited')
        .length
    const before = await countSent()
    expect(await countRecorded()).toBe(before)
    await page.setViewportSize(PHONE)
    const again = page.getByRole('button', { name: '再发一次邀请' })
    await openAs(HR, `/joiners/${id}`)
    await waitForHydration(page)
    await again.click()
    await expect(page.getByText('邀请已提交，企业微信不反馈是否送达')).toBeVisible()
    await until('the invitation', async () => ((await countRecorded()) === before + 1 ? true : null))
    // The page is opened again, because the invitation changed the version of the entry.
    await openAs(HR, `/joiners/${id}`)
    await waitForHydration(page)
    await again.click()
    await expect(page.getByText('24 小时内邀请过，请稍后再发')).toBeVisible()
    expect(await countSent()).toBe(before + 1)
  })
}
