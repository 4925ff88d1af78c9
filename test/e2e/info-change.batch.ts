import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { ask, countTaps, expectTaps, withdraw } from './info-change.steps.ts'

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
const LIKE = 10

async function askAll(gatewayUrl: string, telephone: string): Promise<RequestView[]> {
  const asked: RequestView[] = []
  for (const [userid, position] of workshop)
    asked.push(await ask(gatewayUrl, userid, { position: { from: position, to: `高级${position}` } }))
  for (const [userid] of workshop.slice(0, LIKE - workshop.length))
    asked.push(await ask(gatewayUrl, userid, { telephone: { from: '', to: telephone } }))
  return asked
}

/** Selects all rows in one step, because the list is rendered again meanwhile. */
async function scrollThrough(page: Page): Promise<void> {
  for (let at = 0; at < LIKE; at += 1)
    await page
      .getByRole('checkbox')
      .nth(at)
      .evaluate((box) => box.scrollIntoView())
}

/** Delays the responses of a part of the API until the returned function is called. */
async function hold(page: Page, url: string | RegExp): Promise<() => void> {
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  await page.route(url, async (route) => {
    await gate
    await route.continue()
  })
  return open
}

export function batchTests(telephone: string): void {
  test('ten similar requests are selected, approved with one tap, and undone with another', async ({
    openAs,
    stack,
  }) => {
    const asked = await askAll(stack.gatewayUrl, telephone)
    const page = await openAs('fangjianguo')
    const started = performance.now()
    const hand = countTaps()
    await hand.tap(page.getByRole('link', { name: /待我审批/ }))
    await hand.tap(page.getByRole('button', { name: '批量处理' }))
    await expect(page.getByRole('checkbox')).toHaveCount(LIKE)
    // Requests that were not on screen cannot be selected; scrolling shows them.
    await page.getByRole('checkbox').last().scrollIntoViewIfNeeded()
    await page.mouse.wheel(0, 4_000)
    await scrollThrough(page)
    await hand.tap(page.getByRole('button', { name: `全选已浏览（${String(LIKE)}）` }))
    const release = await hold(page, /\/api\/approvals\?/)
    await hand.tap(page.getByRole('button', { name: `同意 ${String(LIKE)} 件` }))
    await expect(page.getByText(`同意了 ${String(LIKE)} 件`)).toBeVisible()
    const seconds = (performance.now() - started) / 1_000
    expectTaps('ten like requests approved', hand.taps(), 13, seconds)
    expect(seconds).toBeLessThanOrEqual(20)

    // The undone requests are shown also if the page is left before all of them are undone.
    const letBack = await hold(page, /\/undo$/)
    await page.getByRole('button', { name: `撤销 ${String(LIKE)} 件` }).click()
    await page.getByRole('button', { name: '批量处理' }).click()
    release()
    await expect(page.getByRole('checkbox')).toHaveCount(0)
    letBack()
    await expect(page.getByRole('checkbox')).toHaveCount(LIKE)

    // A selected request that its applicant withdraws is reported; the others are approved.
    const [first] = asked
    if (!first) throw new Error('nothing was asked for')
    await scrollThrough(page)
    await page.getByRole('button', { name: `全选已浏览（${String(LIKE)}）` }).click()
    await withdraw(stack.gatewayUrl, first)
    const again = countTaps()
    await again.tap(page.getByRole('button', { name: `退回 ${String(LIKE)} 件` }))
    await again.tap(page.getByRole('radio', { name: /需要先补证明/ }))
    await again.tap(page.getByRole('dialog').getByRole('button', { name: `退回 ${String(LIKE)} 件` }))
    await expect(page.getByText(`退回了 ${String(LIKE - 1)} 件`)).toBeVisible()
    await expect(page.getByText(/董强 \d\d:\d\d 撤回了，不用再看/)).toBeVisible()
    expectTaps('nine returned with one reason', again.taps(), 3)

    for (const request of asked.slice(1)) await withdraw(stack.gatewayUrl, request)
  })
}
