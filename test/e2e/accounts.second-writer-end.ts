import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { closeTests, putPolicyInForce } from './accounts.close.ts'
import {
  approveTransfer,
  askDeletion,
  confirmDeletion,
  machining,
  openDisabled,
  purchasing,
} from './accounts.leaver.ts'
import { callsOf, fillJoiner, msUntilEvening, confirmJoiner } from './accounts.steps.ts'
import { expect, test } from './fixtures.ts'
import { requestInfoChange } from './info-change.steps.ts'
import { DESK, widths } from './viewports.ts'
import { dayAfter, todayOf } from './days.ts'

const [HR, OPS] = ['xiaolan', 'chenhaiyan'] as const
const [INSPECTION, PURCHASING] = [11, 12] as const
const MOVED = { userid: 'sunhao', admin: 'limin', position: '采购助理' }
const LEAVER = { ...purchasing.leaver, position: '采购工程师' }
const NAMESAKE = 'gaofeng2'

/** Tests a transfer, a leaver and a re-hire with the other system. Continues `secondWriterTests`. */
export function secondWriterEndTests(): void {
  let ownRequest = ''
  let transfer = { page: '', change: '' }
  let closing = ''

  test('a transfer is agreed on for the next day', async ({ openAs, page, stack, simulator }) => {
    const { gatewayUrl } = stack
    const { userid, position } = LEAVER
    ownRequest = (await requestInfoChange(gatewayUrl, userid, { position: { from: position, to: `高级${position}` } }))
      .id
    const body = {
      subjectId: MOVED.userid,
      effectiveOn: await dayAfter(simulator, 1),
      departmentId: PURCHASING,
      position: MOVED.position,
    }
    const { id, change } = await postOrThrow<ClosingView>(await openPhone(gatewayUrl, HR), '/api/transfers', body)
    transfer = { page: `/leavers/${id}`, change: `/requests/${change?.requestId ?? ''}` }
    await approveTransfer(stack, `/api${transfer.change}`, MOVED.admin)
    await page.setViewportSize(DESK)
    await openAs(HR, transfer.page, { ua: 'windows' })
    await expect(page.getByText('已同意，待生效').first()).toBeVisible()
  })

  test.describe('somebody leaves while another system writes the directory', () => {
    test.beforeAll(({ stack }) => putPolicyInForce(stack))
    closeTests(purchasing)
  })

  test('the app disabled the leaver itself, since that cannot wait; the deletion is left to the other system', async ({
    openAs,
    page,
    simulator,
  }) => {
    expect(await callsOf(simulator, 'user/update', LEAVER.userid)).not.toEqual([])
    await page.setViewportSize(DESK)
    await openAs(HR, '/leavers?view=disabled', { ua: 'windows' })
    closing = await openDisabled(page, LEAVER)
    await askDeletion(page, 0)
    await openAs(OPS, closing, { ua: 'windows' })
    await confirmDeletion(page)
    await expect(page.getByText(/通讯录由人事软件或目录服务维护的，请在那里处理/)).toBeVisible()
  })

  test('at midnight ops is told to enter the transfer in the other system, and in the morning transfer and deletion are verified', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    await simulator.advanceClock(msUntilEvening(await simulator.clock.now()) + 6.5 * HOUR_MS)
    const ops = await openPhone(stack.gatewayUrl, OPS)
    await until('the instruction for the other system', async () => {
      const { followUp } = await ops.get<RequestView>(`/api${transfer.change}`)
      return followUp?.phase === 'awaiting_proof' ? true : null
    })
    await page.setViewportSize(DESK)
    await openAs(OPS, transfer.change, { ua: 'windows' })
    await expect(page.getByText(/通讯录由其他软件维护，请在那里修改/).first()).toBeAttached()
    const { userid, position } = MOVED
    await simulator.enterInSecondWriter({ userid, position, department: [PURCHASING], main_department: PURCHASING })
    await simulator.enterInSecondWriter({ userid: LEAVER.userid, isDeleted: true })
    await simulator.clock.advance({ hours: 8, minutes: 45 })
    await expect(async () => {
      await openAs(HR, transfer.page, { ua: 'windows' })
      await expect(page.getByText('已调岗').first()).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await expect(page.getByText('企业微信确认已生效').first()).toBeVisible()
    await openAs(HR, closing, { ua: 'windows' })
    await expect(page.getByText(/企业微信中已查不到该账号/).first()).toBeVisible()
    expect(await callsOf(simulator, 'user/update', userid)).toEqual([])
    expect(await callsOf(simulator, 'user/delete')).toEqual([])
  })

  test('a returning person gets the former account from the other system, and a namesake gets another one', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    const { name, userid, position } = LEAVER
    const today = await todayOf(simulator)
    await page.setViewportSize(DESK)
    await openAs(HR, '/joiners/new', { ua: 'windows' })
    await waitForHydration(page)
    await fillJoiner(page, name, '13920000001', today)
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByRole('button', { name: `是，用原账号 ${userid}` }).click()
    await page.getByRole('button', { name: '提交审核' }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(page.getByText('老同事回来，用原账号')).toBeVisible()
    const returning = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const row = { ...emptyJoiner(1), name, mobile: '13920000002', department: '来料检验组', startsOn: today }
    const rows = [{ ...row, userid: NAMESAKE, returnAnswer: 'other' }]
    const key = { 'idempotency-key': 'feed-namesake' }
    const hr = await openPhone(gatewayUrl, HR)
    const namesake = await postOrThrow<{ joiner: string }>(hr, '/api/joiners/batches', { rows }, key)
    await openAs(HR, `/joiners/${namesake.joiner}`, { ua: 'windows' })
    await expect(page.getByText('与离职同事不是同一人')).toBeVisible()

    const reviewer = await openPhone(gatewayUrl, OPS)
    const stateOf = async (id: string) => (await reviewer.get<OpeningView>(`/api/joiners/${id}`)).state
    for (const id of [returning, namesake.joiner]) {
      await confirmJoiner(reviewer, id)
      await until('the instruction to create the account', async () =>
        (await stateOf(id)) === 'by_hand' ? true : null,
      )
    }
    const account = { name, department: [INSPECTION] }
    await simulator.enterInSecondWriter({ ...account, userid, mobile: '13920000001' })
    await simulator.enterInSecondWriter({ ...account, userid: NAMESAKE, mobile: '13920000002' })
    await simulator.clock.toMorning()
    const later = await openPhone(gatewayUrl, HR)
    for (const id of [returning, namesake.joiner])
      await until('the verified account', async () => {
        const { state } = await later.get<OpeningView>(`/api/joiners/${id}`)
        return state === 'by_hand' ? null : state
      })
    const requestsOf = async (who: string) => {
      await simulator.activateMember(who)
      return JSON.stringify(await (await openPhone(gatewayUrl, who)).get('/api/requests'))
    }
    expect(await requestsOf(userid)).toContain(ownRequest)
    expect(await requestsOf(NAMESAKE)).not.toContain(ownRequest)
    await openAs(userid, `/requests/${ownRequest}`, { ua: 'windows' })
    await expect(page.getByText(`高级${position}`).first()).toBeVisible()
  })

  test.describe('somebody leaves at a desk while another system writes the directory', () => {
    test.use(widths.desk)
    closeTests(machining)
  })
}
