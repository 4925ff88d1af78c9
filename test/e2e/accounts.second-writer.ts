import type { JoinerBoard } from '@desk/shared/accounts/account-schemas'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import {
  callsOf,
  confirmAllButOne,
  firstDayAtDesk,
  makeCorrectedLines,
  listOpenedAccounts,
  pasteAndCorrect,
} from './accounts.steps.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { PHONE } from './viewports.ts'
import { dayAfter, todayOf } from './days.ts'

const [HR, OPS] = ['xiaolan', 'chenhaiyan'] as const
const THIRTY_TAPS = 10
const INSPECTION = 11
const ENDING = 'duanzhiyuan'

/** Tests joiners, and a partner whose contract ends, where another system, 人事系统, writes the directory every night. */
export function secondWriterTests(): void {
  let batch = ''
  let startsOn = ''

  test.beforeAll(async ({ stack }) => {
    const { gatewayUrl, simulator } = stack
    await waitForDirectory(gatewayUrl)
    const ops = await openPhone(gatewayUrl, OPS)
    await postOrThrow(ops, '/api/settings/directory-feed', { name: '人事系统', version: 0 })
    await simulator.setSecondWriter(true)
    const endsOn = await todayOf(simulator)
    await postOrThrow(ops, '/api/settings/partners', { userid: ENDING, company: '华精外协', sponsor: 'limin', endsOn })
  })

  test('HR pastes thirty rows on the phone, corrects seven faults in place and submits them', async ({
    openAs,
    page,
    simulator,
  }) => {
    startsOn = await dayAfter(simulator, 1)
    await page.setViewportSize(PHONE)
    await openAs(HR, '/joiners/import')
    const { tap, taps } = countTaps()
    await pasteAndCorrect(page, startsOn, tap)
    batch = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expectTaps('thirty joiners on the phone, text not counted', taps(), THIRTY_TAPS)
  })

  test('the management department reviews the joiners on the phone, and each account is left to the other system', async ({
    openAs,
    page,
    simulator,
  }) => {
    await page.setViewportSize(PHONE)
    await openAs(OPS, `/joiners/batches/${batch}`)
    await confirmAllButOne(page)
    await expect(async () => {
      await openAs(OPS, `/joiners/batches/${batch}`)
      await expect(page.getByText('待手动建账号', { exact: true })).toHaveCount(29, { timeout: 2_000 })
    }).toPass()
    await page.getByRole('link', { name: '新同事甲一' }).click()
    await expect(page.getByText(/通讯录由人事软件或目录服务维护的，请在那里新建/)).toBeVisible()
    await expect(page.getByLabel('账号', { exact: true })).toHaveValue('joiner1')
    expect(await callsOf(simulator, 'user/create')).toEqual([])
  })

  test('the sponsor lets the contract of a partner end on its last day', async ({ openAs, page, simulator }) => {
    await page.setViewportSize(PHONE)
    await openAs('limin', `/partners/${ENDING}`)
    await waitForHydration(page)
    await page.getByRole('button', { name: '到期停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '到期停用' }).click()
    await expect(page.getByText(/李敏.*选择了到期停用/)).toBeVisible()
    expect((await simulator.member(ENDING)).status).toBe(1)
  })

  test('in the night the other system creates the accounts, which are invited; the partner is disabled by the app', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    for (const { 账号: userid = '', 姓名: name, 手机: mobile, 岗位: position } of makeCorrectedLines(startsOn))
      if (userid !== 'joiner3')
        await simulator.enterInSecondWriter({ userid, name, mobile, position, department: [INSPECTION] })
    await simulator.clock.toMorning()
    const hr = await openPhone(stack.gatewayUrl, HR)
    const countInState = async (state: string) => {
      const { items } = await hr.get<JoinerBoard>('/api/joiners')
      return items.filter((joiner) => joiner.state === state).length
    }
    await until('the verified accounts', async () => ((await countInState('by_hand')) === 0 ? true : null))
    await simulator.clock.advance({ minutes: 2 })
    await until('the invitations', async () => ((await countInState('invited')) === 29 ? true : null))
    const { created, invited } = await listOpenedAccounts(simulator)
    expect([created.length, invited.toSorted()]).toEqual([29, created.toSorted()])
    expect(await callsOf(simulator, 'user/create')).toEqual([])
    await until('the end of the contract', async () => ((await simulator.member(ENDING)).status === 2 ? true : null))
    await page.setViewportSize(PHONE)
    await expect(async () => {
      await openAs('limin', `/partners/${ENDING}`)
      await expect(page.getByText(/账号已停用，企业微信.*确认/)).toBeVisible({ timeout: 2_000 })
    }).toPass()
    expect(await callsOf(simulator, 'user/update', ENDING)).not.toEqual([])
  })

  test('a joiner signs in, and does the first day at the desk', async ({ openAs, page, stack, simulator }) => {
    await firstDayAtDesk({ openAs, page, stack, simulator }, 'joiner1')
  })
}
