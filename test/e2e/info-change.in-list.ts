import type { Locator, Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'

/** Swipes the row by this many pixels; negative: to the left. */
async function swipe(page: Page, row: Locator, by: number): Promise<void> {
  const box = await row.boundingBox()
  if (!box) throw new Error('the row is not on screen')
  const session = await page.context().newCDPSession(page)
  const [x, y] = [box.x + box.width / 2 - by / 2, box.y + 20]
  const touch = (type: 'touchStart' | 'touchMove', touchX: number) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: touchX, y }] })
  await touch('touchStart', x)
  for (const part of [0.25, 0.5, 0.75, 1]) await touch('touchMove', x + by * part)
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await session.detach()
}

/** Tests one request decided in its row: by a button, by a key, and on a touch screen by a swipe. */
export function inListTests(people: { applicant: string; name: string; position: string }): void {
  const { applicant, name, position } = people
  const agree = { name: `同意${name}的岗位变更` }
  const sendBack = { name: `退回${name}的岗位变更` }

  test('a request is agreed to and returned in its row, by button, by key and by swipe', async ({
    openAs,
    stack,
    hasTouch,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `代理${position}` },
    })
    const counter = countTaps()
    const page = await openAs('limin')
    await counter.tap(page.getByRole('link', { name: /待办$/ }))
    await counter.tap(page.getByRole('button', agree))
    await expect(page.getByText(/秒内可撤销/)).toBeVisible()
    expectTaps('approve in the list', counter.taps(), 2)
    await page.getByRole('button', { name: '撤销' }).click()
    await expect(page.getByRole('button', agree)).toBeVisible()

    await test.step('the same by the keyboard alone', async () => {
      await page.getByRole('button', agree).press('Enter')
      await expect(page.getByRole('button', agree)).toBeHidden()
      await page.getByRole('button', { name: '撤销' }).press('Enter')
      await page.getByRole('button', sendBack).press('Space')
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    })

    await test.step('a full swipe only reveals the button, and a tap on it decides', async () => {
      if (!hasTouch) return
      const row = page.getByRole('listitem').filter({ has: page.getByRole('button', agree) })
      await swipe(page, row, 300)
      const revealed = row.locator('.van-swipe-cell__left button')
      await expect(revealed).toBeInViewport({ ratio: 1 })
      await expect(page.getByText(/秒内可撤销/)).toBeHidden()
      await revealed.click()
      await expect(page.getByText(/秒内可撤销/)).toBeVisible()
      await page.getByRole('button', { name: '撤销' }).click()
      await swipe(page, row, -300)
      await row.locator('.van-swipe-cell__right button').click()
      await page.getByRole('dialog').getByRole('radio').first().click()
      await page.getByRole('button', { name: `退回给${name}` }).click()
      await expect(page.getByText('已退回 1 件')).toBeVisible()
    })
    await withdraw(stack.gatewayUrl, request)
  })

  test('a request is found by its value, and the address shows the filtered and grouped list again', async ({
    openAs,
    stack,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `见习${position}` },
    })
    const page = await openAs('limin', '/approvals')
    const row = page.getByRole('link', { name: new RegExp(`见习${position}`) })
    await page.getByRole('searchbox').fill('没有这样的内容')
    await expect(page.getByText('没有符合条件的申请')).toBeVisible()
    await page.getByRole('searchbox').fill(`见习${position}`)
    await expect(row).toBeVisible()
    await page.getByRole('button', { name: '筛选和分组' }).click()
    await page.getByRole('checkbox', { name: '岗位' }).check()
    await page.getByRole('radio', { name: '按部门' }).check()
    await page.getByRole('button', { name: '查看结果' }).click()
    await expect(page).toHaveURL(/items=position&group=department/)
    await expect(row).toBeVisible()
    await page.reload()
    await waitForHydration(page)
    await expect(page.getByRole('searchbox')).toHaveValue(`见习${position}`)
    await expect(row).toBeVisible()
    await expect(page.getByRole('button', { name: '筛选和分组，已选 2 项' })).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
  })
}
