import { waitForDirectory } from '../lib/directory-read.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { publish, templateId } from './policy.steps.ts'
import { atDesk, DESK, PHONE } from './viewports.ts'
import { todayOf } from './days.ts'

const PERSON_TAPS = 3

/** Tests the desk at a computer: overview, navigation, search by keyboard, heights of controls, and a table that keeps its columns. */
export function frameTests(): void {
  test('a role holder starts at a computer with the overview, and on a phone with their own tasks', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await waitForDirectory(stack.gatewayUrl)
    const today = await todayOf(simulator)
    await publish(stack.gatewayUrl, await templateId(stack.gatewayUrl), 'major', (draft) => draft, today)
    await page.setViewportSize(DESK)
    await openAs('chenhaiyan', '/', { ua: 'windows' })
    await expect(page).toHaveURL(/\/overview$/)
    await expect(page.getByRole('heading', { name: '总览' })).toBeVisible()
    const nav = page.getByRole('navigation', { name: '主导航' })
    await expect(nav.getByRole('link', { name: '总览' })).toHaveAttribute('aria-current', 'page')
    await expect(page.getByRole('heading', { name: '四周内的期限' })).toBeVisible()
    await page.setViewportSize(PHONE)
    await expect(nav).toBeHidden()
    await openAs('chenhaiyan', '/', { ua: 'android' })
    await expect(page).not.toHaveURL(/overview/)
  })

  test('a department admin has the navigation at home on a computer, as on the pages that it leads to', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('limin', '/', { ua: 'windows' })
    const nav = page.getByRole('navigation', { name: '主导航' })
    await expect(nav.getByRole('link', { name: '首页' })).toHaveAttribute('aria-current', 'page')
    await waitForHydration(page)
    await nav.getByRole('link', { name: '审批' }).click()
    await expect(page).toHaveURL(/\/approvals/)
    await expect(nav.getByRole('link', { name: '审批' })).toHaveAttribute('aria-current', 'page')
    await nav.getByRole('link', { name: '首页' }).click()
    await expect(nav.getByRole('link', { name: '首页' })).toHaveAttribute('aria-current', 'page')
  })

  test('Ctrl K leads to a person, a setting and back, without the mouse', async ({ openAs, page }) => {
    await page.setViewportSize(DESK)
    await openAs('chenhaiyan', '/overview', { ua: 'windows' })
    await waitForHydration(page)
    const start = performance.now()
    const { press, type, taps } = countTaps()
    await press(page.locator('body'), 'Control+k')
    const field = page.getByRole('combobox', { name: '姓名、拼音、制度、凭证号或设置' })
    await expect(field).toBeFocused()
    await type(field, 'limin')
    await expect(page.getByRole('option', { name: '李敏' })).toBeVisible()
    await press(field, 'Enter')
    await expect(page).toHaveURL(/\/signing-records\/limin|\/people\?q=/)
    expectTaps('a person by Ctrl K', taps(), PERSON_TAPS, (performance.now() - start) / 1000)

    await page.keyboard.press('Control+k')
    await expect(field).toBeFocused()
    await field.pressSequentially('角色')
    await expect(page.getByRole('option', { name: '角色与授权' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: '角色与授权' })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  test.describe('with a mouse', () => {
    test.use(atDesk)
    test('with a mouse the fields and buttons of the desk are 34 px high', async ({ openAs, page }) => {
      await openAs('chenhaiyan', '/audit', { ua: 'windows' })
      await waitForHydration(page)
      const form = page.locator('.audit-filter form')
      const fields = [form.getByRole('textbox').first(), form.locator('input[type=date]').first()]
      for (const control of [...fields, form.getByRole('button').first()])
        expect((await control.boundingBox())?.height).toBeCloseTo(34, 0)
    })
  })

  test('a table is searched, sorted and given fewer columns by keyboard, and a reload keeps search, order and columns', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('chenhaiyan', '/settings/roles', { ua: 'windows' })
    await waitForHydration(page)
    const table = page.getByRole('table', { name: '全公司角色' })
    const names = () => table.getByRole('rowheader').allInnerTexts()

    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox', { name: '姓名、角色或部门' })).toBeFocused()
    await page.keyboard.type('运维')
    await expect(page).toHaveURL(/q=%E8%BF%90%E7%BB%B4/)
    // The server searches: 秦悦 has another role.
    await expect(table.getByRole('rowheader', { name: '秦悦' })).toHaveCount(0)
    const found = await names()
    expect(found.length).toBeGreaterThan(1)

    const heading = table.getByRole('columnheader', { name: '姓名' })
    await heading.getByRole('button').focus()
    await page.keyboard.press('Enter')
    await expect(heading).toHaveAttribute('aria-sort', 'ascending')
    const ascending = await names()
    await expect(heading.getByRole('button')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(heading).toHaveAttribute('aria-sort', 'descending')
    expect(await names()).toEqual([...ascending].reverse())

    await page.getByRole('button', { name: '列', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('checkbox', { name: '姓名' })).toBeDisabled()
    await page.getByRole('checkbox', { name: '期限' }).focus()
    await page.keyboard.press('Space')
    await expect(table.getByRole('columnheader', { name: '期限' })).toHaveCount(0)
    await page.keyboard.press('Escape')

    const shaped = await names()
    await page.reload()
    await waitForHydration(page)
    await expect(heading).toHaveAttribute('aria-sort', 'descending')
    await expect(table.getByRole('columnheader', { name: '期限' })).toHaveCount(0)
    await expect(page.getByRole('searchbox', { name: '姓名、角色或部门' })).toHaveValue('运维')
    expect(await names()).toEqual(shaped)
  })
}
