import { isEveryCase } from '@desk/server/testing/sample-of-cases'
import type { Page } from '@playwright/test'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { infoField, openInfoField } from '../lib/info-form.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'

/** Each button is a visit of its own; `npm test` presses a third of them. */
const BUTTONS_PER_PRESS = isEveryCase ? 1 : 3

/** Records the clicks and submits that reach the page in the bubbling phase; events held back before hydration do not. */
async function recordEvents(page: Page): Promise<string[]> {
  const heard: string[] = []
  await page.exposeFunction('reportHeard', (event: string) => heard.push(event))
  await page.addInitScript(() => {
    const { reportHeard } = window as unknown as { reportHeard: (event: string) => void }
    for (const type of ['click', 'submit'] as const)
      addEventListener(type, (event) => reportHeard(`${type} ${(event.target as Element).outerHTML}`))
  })
  return heard
}

/** Opens the page as rendered by the server, with its scripts delayed; returns the function that releases them. */
async function openSlowly(page: Page, url: string): Promise<() => Promise<void>> {
  let letScriptsLoad = (): void => undefined
  const released = new Promise<void>((resolve) => {
    letScriptsLoad = resolve
  })
  await page.route('**/assets/**', async (route) => {
    await released
    await route.continue().catch(() => undefined) // The page may be gone by then.
  })
  // A click on the previous page may navigate at the same time and abort this navigation.
  await expect(() => page.goto(url, { waitUntil: 'domcontentloaded' })).toPass()
  return async () => {
    letScriptsLoad()
    await waitForHydration(page)
    await page.unroute('**/assets/**')
  }
}

/** Tests members who tap before a slow network has loaded the scripts. */
export function preHydrationTests(people: { applicant: string }): void {
  const { applicant } = people
  const deviceUrl = (gatewayUrl: string, userid: string, to: string) =>
    `${gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to }).toString()}`

  test('every button of the landing pages that is tapped before hydration takes effect once', async ({
    page,
    stack,
  }) => {
    test.setTimeout(180_000)
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      telephone: { from: '', to: '0755-8601-2777' },
    })
    const pages = [
      ['limin', pagePaths.home],
      ['limin', pagePaths.approvals],
      ['limin', pagePaths.delegations],
      [applicant, pagePaths.infoChange],
      [applicant, pagePaths.requests],
      [applicant, pagePaths.request(request.id)],
    ] as const
    const heard = await recordEvents(page)
    const buttons = page.locator('button:visible:enabled:not([aria-disabled], [aria-hidden])')
    let pressed = 0
    for (const [userid, path] of pages) {
      // One button per visit, because a button may change the page.
      for (let index = 0, count = 1; index < count; index += BUTTONS_PER_PRESS) {
        const release = await openSlowly(page, deviceUrl(stack.gatewayUrl, userid, path))
        const button = buttons.nth(index)
        count = await buttons.count()
        const isThere = index < count
        const name = isThere ? `${path}: "${String(await button.textContent())}"` : ''
        heard.length = 0
        if (isThere) {
          await button.click()
          await button.click()
          expect(heard, `${name} is held back`).toEqual([])
        }
        await release()
        if (!isThere) break
        const clicks = () => heard.filter((event) => event.startsWith('click')).length
        await expect.poll(clicks, `${name} is pressed once`).toBe(1)
        pressed += 1
      }
    }
    console.log(
      `before hydration: ${String(pressed)} buttons of ${String(pages.length)} landing pages, each pressed once`,
    )
    await withdraw(stack.gatewayUrl, request)
  })

  test('a decision that is pressed twice before hydration is sent once, and the typed comment is kept', async ({
    page,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `特级${position}` },
      telephone: { from: '', to: '0755-8601-2778' },
    })
    const decisions: string[] = []
    page.on('request', (sent) => {
      if (sent.method() === 'POST' && sent.url().includes('/decision')) decisions.push(sent.postData() ?? '')
    })
    const release = await openSlowly(page, deviceUrl(stack.gatewayUrl, 'limin', `/requests/${request.id}`))
    await page.getByText('留言', { exact: true }).click()
    await page.getByLabel('写留言').fill('电话请再核对')
    const decide = page.getByRole('button', { name: '同意 2 项' })
    await decide.click()
    // A second real click would miss, because the bar moves when the focus leaves the comment. Real ones are tested above.
    await decide.dispatchEvent('click')
    await expect(decide).toHaveAttribute('aria-busy', 'true')
    await release()
    await expect(page.getByText(/秒内可撤销/)).toBeVisible()
    expect(decisions).toHaveLength(1)
    await expect(page.getByLabel('写留言')).toHaveValue('电话请再核对')
    await page.getByRole('button', { name: '撤销' }).click()
    await expect(decide).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
  })

  test('a form that is filled and submitted before hydration is submitted once', async ({ page, stack }) => {
    const release = await openSlowly(page, deviceUrl(stack.gatewayUrl, applicant, pagePaths.infoChange))
    await (await openInfoField(page, '座机')).fill('0755-8601-2779')
    // Submitted with the Enter key and with the button.
    await infoField(page, '座机').press('Enter')
    await page.locator('form button[type=submit]').click()
    await release()
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const mine = await page.request.get(`${stack.gatewayUrl}/api/requests?list=running`)
    const { items } = (await mine.json()) as { items: { id: string }[] }
    expect(items.map((request) => request.id)).toEqual([id])
    await withdraw(stack.gatewayUrl, { id, applicant: { userid: applicant } })
  })
}
