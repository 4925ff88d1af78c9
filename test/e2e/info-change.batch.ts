import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { ask, withdraw } from './info-change.steps.ts'

/** 方建国 is the approver of 装配车间, which has no admin, and of 制造中心. */
const workshop = [
  ['dongqiang', '装配工'],
  ['xieyuhan', '装配工'],
  ['yeqing', '装配工'],
  ['suruibin', '装配工'],
  ['lvmengjie', '装配工'],
  ['longhui', '生产计划员'],
  ['wanqian', '生产计划员'],
] as const
const ALL = 12
const RETURNED = 2

async function askAll(gatewayUrl: string, officePhone: string): Promise<RequestView[]> {
  const asked: RequestView[] = []
  for (const [userid, position] of workshop)
    asked.push(await ask(gatewayUrl, userid, { position: { from: position, to: `高级${position}` } }))
  for (const [userid] of workshop.slice(0, ALL - workshop.length))
    asked.push(await ask(gatewayUrl, userid, { telephone: { from: '', to: officePhone } }))
  return asked
}

/** Scrolls in one step per row, because the list is rendered again meanwhile. */
async function scrollThrough(page: Page, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1)
    await page
      .getByRole('checkbox')
      .nth(at)
      .evaluate((box) => box.scrollIntoView())
}

export function batchTests(officePhone: string): void {
  test('of twelve requests two are returned with a reason and ten approved, and the approvals are undone with one tap', async ({
    openAs,
    stack,
  }) => {
    const asked = await askAll(stack.gatewayUrl, officePhone)
    const page = await openAs('fangjianguo')
    const started = performance.now()
    const counter = countTaps()
    await counter.tap(page.getByRole('link', { name: /待办$/ }))
    await counter.tap(page.getByRole('button', { name: '批量处理' }))
    await expect(page.getByRole('checkbox')).toHaveCount(ALL)
    // Requests that were not on screen cannot be selected; scrolling shows them.
    await scrollThrough(page, ALL)
    for (let at = 0; at < RETURNED; at += 1) await counter.tap(page.getByRole('checkbox').nth(at))
    await counter.tap(page.getByRole('button', { name: `退回 ${String(RETURNED)} 件` }))
    await counter.tap(page.getByRole('radio', { name: /需要先补证明/ }))
    await counter.tap(page.getByRole('dialog').getByRole('button', { name: `退回 ${String(RETURNED)} 件` }))
    const rest = ALL - RETURNED
    await expect(page.getByText(`已退回 ${String(RETURNED)} 件`)).toBeVisible()
    await counter.tap(page.getByRole('button', { name: `全选已浏览（${String(rest)}）` }))
    await counter.tap(page.getByRole('button', { name: `同意 ${String(rest)} 件` }))
    await expect(page.getByText(`已记下 ${String(rest)} 件的决定`)).toBeVisible()
    const seconds = (performance.now() - started) / 1_000
    expectTaps('twelve approvals, two of them returned', counter.taps(), 10, seconds)
    expect(seconds).toBeLessThanOrEqual(20)

    await page.getByRole('button', { name: `撤销 ${String(rest)} 件` }).click()
    await page.getByRole('button', { name: '批量处理' }).click()
    await expect(page.getByRole('checkbox')).toHaveCount(rest)

    // A selected request that its applicant withdraws is reported; the others are returned.
    const first = asked[RETURNED]
    if (!first) throw new Error('nothing was asked for')
    await scrollThrough(page, rest)
    await page.getByRole('button', { name: `全选已浏览（${String(rest)}）` }).click()
    await withdraw(stack.gatewayUrl, first)
    const again = countTaps()
    await again.tap(page.getByRole('button', { name: `退回 ${String(rest)} 件` }))
    await again.tap(page.getByRole('radio', { name: /需要先补证明/ }))
    await again.tap(page.getByRole('dialog').getByRole('button', { name: `退回 ${String(rest)} 件` }))
    await expect(page.getByText(`已退回 ${String(rest - 1)} 件`)).toBeVisible()
    await expect(page.getByText(/\d\d:\d\d 撤回了，不用再看/)).toBeVisible()
    expectTaps('nine returned with one reason', again.taps(), 3)

    for (const request of asked.filter((one) => one !== first)) await withdraw(stack.gatewayUrl, request)
  })
}
