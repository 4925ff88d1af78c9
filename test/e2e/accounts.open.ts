import type { BatchView, JoinerBoard } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { openInfoField } from '../lib/info-form.ts'
import {
  attestPassword,
  callsOf,
  confirmAllButOne,
  downloadTemplate,
  firstDayAtDesk,
  listOpenedAccounts,
  pasteAndCorrect,
  makeThirtyLines,
  toPaste,
  toXlsx,
  XLSX,
} from './accounts.steps.ts'
import { expect, onlyBeforeRelease, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { approveAll } from './info-change.steps.ts'
import { publish, readToTheEnd, templateId, firstClauses } from './policy.steps.ts'
import { DESK, PHONE } from './viewports.ts'
import { dayAfter, todayOf } from './days.ts'

const SLOW = { timeout: 60_000 }
const [HR, OPS] = ['xiaolan', 'chenhaiyan'] as const
const TAPS = { one: 6, thirty: 10 }
const LANDLINE = '0755-8601-2055'

/** Tests thirty joiners, from the sheet that HR pastes to the end of a first day. */
export function openTests(): void {
  let batch = ''
  let startsOn = ''

  test('thirty pasted rows show seven faults at once and create no account; HR corrects them in place', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    await waitForDirectory(stack.gatewayUrl)
    startsOn = await dayAfter(simulator, 2)
    await page.setViewportSize(DESK)
    await openAs(HR, '/joiners/import')
    await test.step('the template has the headings that the page reads, and no row', () => downloadTemplate(page))
    const { tap, taps } = countTaps()
    await pasteAndCorrect(page, startsOn, tap)
    expect((await listOpenedAccounts(simulator)).created).toEqual([])
    // The rows are checked without asking WeCom.
    for (const path of ['user/create', 'user/getuserid', 'user/get_userid_by_email'])
      expect(await callsOf(simulator, path), path).toEqual([])
    batch = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expectTaps('thirty joiners, text and pasting not counted', taps(), TAPS.thirty)
    await expect(page.getByText('你提交的入职登记须由他人审核。')).toBeVisible()
    await expect(page.getByRole('button', { name: /^确认/ })).toHaveCount(0)
  })

  test('a decision with a forged plan hash and a decision of a reviewer about their own entry are refused', async ({
    stack,
  }) => {
    const reviewer = await openPhone(stack.gatewayUrl, OPS)
    const path = `/api/joiners/batches/${batch}/decision`
    const forged = { decision: 'confirm', planHash: 'f'.repeat(64), excluded: [] }
    expect(await reviewer.post(path, forged)).toMatchObject({
      status: 409,
      body: { error: { code: 'account.changed_meanwhile' } },
    })
    const own = { ...emptyJoiner(1), name: '自己提交', mobile: '13910009999', department: '来料检验组', startsOn }
    const submitted = await reviewer.post<{ id: string }>(
      '/api/joiners/batches',
      { rows: [own] },
      { 'idempotency-key': 'own-entry-1' },
    )
    expect(submitted.status).toBe(201)
    const { planHash } = await reviewer.get<BatchView>(`/api/joiners/batches/${submitted.body.id}`)
    const decision = { decision: 'confirm', planHash, excluded: [] }
    expect(await reviewer.post(`/api/joiners/batches/${submitted.body.id}/decision`, decision)).toMatchObject({
      status: 409,
      body: { error: { code: 'account.own_entry' } },
    })
  })

  test('the management department excludes one joiner and confirms the other twenty-nine', async ({ openAs, page }) => {
    await page.setViewportSize(DESK)
    await openAs(OPS, `/joiners/batches/${batch}`)
    await confirmAllButOne(page)
    await expect(page.getByText('待建账号').first()).toBeVisible()
  })

  test('accounts are created on the day before, invited on the first morning, each once', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await simulator.clock.advance({ hours: 24 })
    await expect(async () => {
      expect((await listOpenedAccounts(simulator)).created).toHaveLength(29)
    }).toPass(SLOW)
    const before = await listOpenedAccounts(simulator)
    expect(new Set(before.created).size).toBe(29)
    expect(before.created).not.toContain('joiner3')
    expect(before.invited).toEqual([])
    await simulator.clock.toMorning()
    await expect(async () => {
      const { invited } = await listOpenedAccounts(simulator)
      expect(invited.toSorted()).toEqual(before.created.toSorted())
    }).toPass({ timeout: 150_000 })
    const phone = await openPhone(stack.gatewayUrl, HR)
    const board = await phone.get<JoinerBoard>('/api/joiners')
    expect(board.items.filter(({ state }) => state === 'invited')).toHaveLength(29)
    await page.setViewportSize(PHONE)
    await openAs(HR, '/hr')
    const { tap, taps } = countTaps()
    await tap(page.getByRole('link', { name: /^待入职，全部 \d+ 件$/ }))
    await expect(page.getByRole('link', { name: /^新同事.*已发邀请/ }).first()).toBeVisible()
    expectTaps('watch activation', taps(), 1)
  })

  // Runs before a policy is in force.
  test(
    'another joiner does the first day at the desk',
    onlyBeforeRelease,
    async ({ openAs, page, stack, simulator }) => {
      await firstDayAtDesk({ openAs, page, stack, simulator }, 'joiner6')
    },
  )

  test('a joiner signs in, and does the five parts of the first day on the phone', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await simulator.activateMember('joiner1')
    await expect(async () => {
      const chat = await simulator.chat('joiner1')
      expect(JSON.stringify(chat)).toContain('欢迎加入')
    }).toPass({ timeout: 90_000 })
    await page.setViewportSize(PHONE)
    await openAs('joiner1', '/first-day')
    await waitForHydration(page)
    await expect(page.getByRole('heading', { level: 1, name: /欢迎加入/ })).toBeVisible()
    await test.step('the data has a mistake, which a change corrects', async () => {
      await page.getByRole('button', { name: '有误' }).click()
      await page.getByRole('link', { name: '修改我的信息' }).click()
      await (await openInfoField(page, '座机')).fill(LANDLINE)
      await page.getByRole('button', { name: /^提交/ }).click()
      await expect(page).toHaveURL(/\/requests\/req_/)
      const { pathname } = new URL(page.url())
      await approveAll(stack, 'limin', pathname.split('/').at(-1) ?? '')
      await until('the new number', async () =>
        (await simulator.member('joiner1')).telephone === LANDLINE ? true : null,
      )
      await openAs('joiner1', pathname)
      await expect(page.getByText('已生效').first()).toBeVisible()
    })
    await test.step('a policy that is in force is read and signed', async () => {
      const policy = await templateId(stack.gatewayUrl)
      await publish(stack.gatewayUrl, policy, 'major', firstClauses(2), await todayOf(simulator))
      await openAs('joiner1', '/first-day')
      await page.getByRole('link', { name: '开始阅读' }).click()
      await readToTheEnd(page)
      await page.getByRole('button', { name: /^签收 / }).click()
      await expect(page.getByRole('heading', { name: '签收完成' })).toBeVisible()
      await openAs('joiner1', '/first-day')
      await waitForHydration(page)
      await expect(page.getByRole('img', { name: '已办 2 件，共 5 件' })).toBeVisible()
    })
    await attestPassword(page)
    await page.getByRole('link', { name: '去选守护人' }).click()
    const joinerPhone = await openPhone(stack.gatewayUrl, 'joiner1')
    expect((await joinerPhone.post('/api/guardians', { userid: 'limin' })).status).toBe(200)
    await openAs('joiner1', '/first-day')
    await page.getByRole('button', { name: '已认识' }).click()
    await expect(page.getByText('第一天都办完了')).toBeVisible()
    const phone = await openPhone(stack.gatewayUrl, HR)
    const done = await phone.get<JoinerBoard>('/api/joiners?view=done')
    expect(done.items.map(({ userid }) => userid)).toContain('joiner1')
  })

  test('at the desk the joiners are one table, on the phone a list by day, and a search narrows both', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs(HR, '/joiners')
    await waitForHydration(page)
    const table = page.getByRole('table', { name: '待入职' })
    const row = table.getByRole('row', { name: /^新同事戊二/ })
    await expect(row).toContainText('来料检验组')
    await expect(row).toContainText('已发邀请')
    await expect(page.locator('.joiner-days')).toBeHidden()
    await page.getByRole('searchbox', { name: '搜姓名、部门、手机号' }).fill('新同事戊二')
    await page.keyboard.press('Enter')
    await expect(table.getByRole('row')).toHaveCount(2)
    await page.setViewportSize(PHONE)
    await expect(page.locator('.joiner-table')).toBeHidden()
    await expect(page.locator('.joiner-days').getByRole('link', { name: /新同事戊二/ })).toBeVisible()
  })

  for (const { where, viewport, name, mobile } of [
    { where: 'on the phone', viewport: PHONE, name: '陆瑶', mobile: '139 1000 5555' },
    { where: 'at the desk', viewport: DESK, name: '陆小瑶', mobile: '139 1000 6666' },
  ])
    test(`HR registers one joiner ${where} in at most six taps`, async ({ openAs, page, simulator }) => {
      await page.setViewportSize(viewport)
      await openAs(HR, '/joiners')
      await waitForHydration(page)
      const { tap, taps } = countTaps()
      await tap(page.getByRole('link', { name: '登记一位' }))
      await page.getByLabel('姓名', { exact: true }).fill(name)
      await page.getByLabel('手机', { exact: true }).fill(mobile.slice(0, -1))
      await page.getByLabel('报到日', { exact: true }).fill(await dayAfter(simulator, 3))
      await tap(page.getByRole('button', { name: '提交审核' }))
      await expect(page.getByText('少 1 位')).toBeVisible()
      await page.getByLabel('手机', { exact: true }).fill(mobile)
      await tap(page.getByRole('button', { name: '提交审核' }))
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      await expect(page.getByText(`139****${mobile.slice(-4)}`)).toBeVisible()
      expectTaps(`register one joiner ${where}, text not counted`, taps(), TAPS.one)
    })

  test(
    'HR pastes two rows on the phone, corrects one in place and submits them',
    onlyBeforeRelease,
    async ({ openAs, page, simulator }) => {
      const lines = makeThirtyLines(await dayAfter(simulator, 3))
        .slice(0, 2)
        .map((line, nth) => ({ ...line, 账号: `phone${String(nth)}`, 手机: `1382${String(1_000_001 + nth)}` }))
      await page.setViewportSize(PHONE)
      await openAs(HR, '/joiners/import')
      await waitForHydration(page)
      await page.getByRole('textbox', { name: '粘贴表格' }).fill(toPaste(lines))
      await page.getByRole('button', { name: '读取' }).click()
      await page.getByRole('button', { name: '先改好 1 行' }).click(SLOW)
      await expect(page.locator('[data-fault]')).toHaveCount(1)
      await page.getByLabel('第 3 行 姓名').fill('新同事己')
      await page.getByRole('button', { name: '提交 2 位' }).click()
      await expect(page).toHaveURL(/\/joiners\/batches\/acb_/)
      await expect(page.getByText('phone1').first()).toBeVisible()
    },
  )

  test('an XLSX is read; a zip bomb, a large file, a file of another format and a formula are refused', async ({
    openAs,
    page,
    simulator,
  }) => {
    await page.setViewportSize(DESK)
    await openAs(HR, '/joiners/import')
    await waitForHydration(page)
    const pick = (name: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer })
    await pick('large.xlsx', Buffer.alloc(10 * 1024 * 1024 + 1))
    await expect(page.getByText('文件超过 10 MB')).toBeVisible()
    await pick('text.xlsx', Buffer.from('姓名,部门'))
    await expect(page.getByText(/不是可读取的 XLSX/)).toBeVisible()
    const day = await dayAfter(simulator, 3)
    const lines = makeThirtyLines(day).map((line, nth) => ({
      ...line,
      账号: `sheet${String(nth)}`,
      手机: `1381${String(1_000_001 + nth)}`,
    }))
    await pick('bomb.xlsx', await toXlsx(lines, 'x'.repeat(2 * 1024 * 1024)))
    await expect(page.getByText('文件展开后超过 50 MB，不能读取')).toBeVisible(SLOW)
    await pick('joiners.xlsx', await toXlsx([{ ...lines[0], 岗位: '=1+1' }, lines[2] ?? {}]))
    await expect(page.getByText('不能以 = 或 @ 开头')).toBeVisible(SLOW)
    await expect(page.getByRole('button', { name: '先提交其余 1 位' })).toBeVisible()
    // Row 1 of the sheet has the headings.
    await page.getByLabel('第 2 行 岗位').fill('检验员')
    await page.getByRole('button', { name: '提交 2 位' }).click()
    await expect(page).toHaveURL(/\/joiners\/batches\/acb_/)
    await expect(page.getByText('sheet0').first()).toBeVisible()
  })
}
