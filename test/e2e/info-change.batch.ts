import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'

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
/** Rows that a screen of 812 px shows at once, below the search and above the tabs. */
const IN_VIEW = 6
const RETURNED = 2

async function requestAll(gatewayUrl: string, officePhone: string): Promise<RequestView[]> {
  const requests: RequestView[] = []
  for (const [userid, position] of workshop)
    requests.push(await requestInfoChange(gatewayUrl, userid, { position: { from: position, to: `高级${position}` } }))
  for (const [userid] of workshop.slice(0, ALL - workshop.length))
    requests.push(await requestInfoChange(gatewayUrl, userid, { telephone: { from: '', to: officePhone } }))
  return requests
}

/** Scrolls in one step per row, because the list is rendered again meanwhile. */
async function scrollThrough(page: Page, count: number): Promise<void> {
  for (let row = 0; row < count; row += 1)
    await page
      .getByRole('checkbox')
      .nth(row)
      .evaluate((box) => box.scrollIntoView())
}

/** How often back navigation is measured. */
const TIMES = 3

/** Runs in the page. Goes back, and returns the milliseconds until the first row is there. */
const goBackToRows = () =>
  new Promise<number>((resolve) => {
    const start = performance.now()
    const check = () => {
      if (document.querySelector('li[data-row]')) resolve(performance.now() - start)
      else requestAnimationFrame(check)
    }
    history.back()
    requestAnimationFrame(check)
  })

/** Runs in the page. Returns how many rows are fully visible above the tabs. */
const countRowsInView = () => {
  const tabs = document.querySelector('.tab-bar')?.getBoundingClientRect().top ?? window.innerHeight
  return [...document.querySelectorAll('li[data-row]')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return top >= 0 && bottom <= tabs
  }).length
}

/** Runs in the page. Shows a long toast, and returns how many pixels of its height lie over the offer to undo. */
const measureToastOverUndo = () => {
  const [toast, undo] = ['.toast', '.undo'].map((selector) => document.querySelector(selector))
  if (!toast || !undo) throw new Error('there is no toast, or no offer to undo')
  toast.classList.add('toast-shown')
  toast.textContent = '字'.repeat(60)
  const [over, under] = [toast.getBoundingClientRect(), undo.getBoundingClientRect()]
  toast.textContent = ''
  toast.classList.remove('toast-shown')
  return Math.max(0, Math.min(over.bottom, under.bottom) - Math.max(over.top, under.top))
}

/** Tests the decision about many requests at once, and back navigation to their list. */
export function batchTests(officePhone: string): void {
  test('of twelve requests two are returned with a reason and ten approved, and the approvals are undone with one tap', async ({
    openAs,
    stack,
  }) => {
    const requests = await requestAll(stack.gatewayUrl, officePhone)
    const page = await openAs('fangjianguo')
    const started = performance.now()
    const counter = countTaps()
    await counter.tap(page.getByRole('link', { name: /待办$/ }))
    await expect.poll(() => page.evaluate(countRowsInView)).toBeGreaterThanOrEqual(IN_VIEW)
    await counter.tap(page.getByRole('button', { name: '批量处理' }))
    await expect(page.getByRole('checkbox')).toHaveCount(ALL)
    // Requests that were not on screen cannot be selected; scrolling shows them.
    await scrollThrough(page, ALL)
    for (let row = 0; row < RETURNED; row += 1) await counter.tap(page.getByRole('checkbox').nth(row))
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

    expect(await page.evaluate(measureToastOverUndo)).toBe(0)
    await page.getByRole('button', { name: `撤销 ${String(rest)} 件` }).click()
    await page.getByRole('button', { name: '批量处理' }).click()
    await expect(page.getByRole('checkbox')).toHaveCount(rest)

    // A selected request that its applicant withdraws is reported; the others are returned.
    const first = requests[RETURNED]
    if (!first) throw new Error('too few requests were submitted')
    await scrollThrough(page, rest)
    await page.getByRole('button', { name: `全选已浏览（${String(rest)}）` }).click()
    await withdraw(stack.gatewayUrl, first)
    const again = countTaps()
    await again.tap(page.getByRole('button', { name: `退回 ${String(rest)} 件` }))
    await again.tap(page.getByRole('radio', { name: /需要先补证明/ }))
    await again.tap(page.getByRole('dialog').getByRole('button', { name: `退回 ${String(rest)} 件` }))
    await expect(page.getByText(`已退回 ${String(rest - 1)} 件`)).toBeVisible()
    await expect(page.getByText(/\d\d:\d\d 撤回了，无需处理/)).toBeVisible()
    expectTaps('nine returned with one reason', again.taps(), 3)

    for (const request of requests.filter((other) => other !== first)) await withdraw(stack.gatewayUrl, request)
  })

  test('back navigation to a searched list leads to the same rows at the same place', async ({ openAs, stack }) => {
    const requests = await requestAll(stack.gatewayUrl, officePhone)
    const page = await openAs('fangjianguo', `/approvals?q=${encodeURIComponent('高级')}`)
    await page.setViewportSize({ width: 375, height: 480 })
    await waitForHydration(page)
    const rows = page.locator('li[data-row]')
    await expect(rows).toHaveCount(workshop.length)
    const last = rows.last().getByRole('link')
    // Scrolls the row to where it can be tapped.
    await last.click({ trial: true })
    const scrollY = () => page.evaluate(() => window.scrollY)
    const leftAt = { address: page.url(), scrollY: await scrollY() }
    expect(leftAt.scrollY).toBeGreaterThan(0)
    const tookMs: number[] = []
    for (let time = 0; time < TIMES; time += 1) {
      await last.click()
      await expect(page).toHaveURL(/\/requests\/req_/)
      await expect(rows).toHaveCount(0)
      tookMs.push(Math.round(await page.evaluate(goBackToRows)))
      expect(page.url()).toBe(leftAt.address)
      await expect(rows).toHaveCount(workshop.length)
      await expect(page.getByRole('searchbox')).toHaveValue('高级')
      await expect.poll(scrollY).toBeCloseTo(leftAt.scrollY, -1)
    }
    console.log(`back to the list: ${tookMs.join(', ')} ms`)
    for (const request of requests) await withdraw(stack.gatewayUrl, request)
  })
}
