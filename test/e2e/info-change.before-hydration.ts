import type { Page } from '@playwright/test'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { ask, withdraw } from './info-change.steps.ts'

/** What the page itself gets to hear: in the bubbling phase, where nothing comes that is held back. */
async function listen(page: Page): Promise<string[]> {
  const heard: string[] = []
  await page.exposeFunction('reportHeard', (what: string) => heard.push(what))
  await page.addInitScript(() => {
    const { reportHeard } = window as unknown as { reportHeard: (what: string) => void }
    for (const type of ['click', 'submit'] as const)
      addEventListener(type, (event) => reportHeard(`${type} ${(event.target as Element).outerHTML}`))
  })
  return heard
}

/** Opens the page with its scripts held back: what is seen is the server's drawing alone. Gives what lets them go. */
async function openSlowly(page: Page, url: string): Promise<() => Promise<void>> {
  let letGo = (): void => undefined
  const released = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/assets/**', async (route) => {
    await released
    await route.continue().catch(() => undefined) // The page may be gone by then.
  })
  // What was pressed on the page before may lead somewhere at the same moment, and one of the two is broken off.
  await expect(() => page.goto(url, { waitUntil: 'domcontentloaded' })).toPass()
  return async () => {
    letGo()
    await waitForHydration(page)
    await page.unroute('**/assets/**')
  }
}

/** Whoever opens the page presses at once, long before a slow network has brought its scripts. */
export function earlyTests(people: { applicant: string }): void {
  const { applicant } = people
  const deviceUrl = (gatewayUrl: string, userid: string, to: string) =>
    `${gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to }).toString()}`

  test('every button of the landing pages that is pressed before the scripts are there is pressed once', async ({
    page,
    stack,
  }) => {
    test.setTimeout(180_000)
    const request = await ask(stack.gatewayUrl, applicant, { telephone: { from: '', to: '0755-8601-2777' } })
    const pages = [
      ['limin', pagePaths.home],
      ['limin', pagePaths.approvals],
      ['limin', pagePaths.delegations],
      [applicant, pagePaths.infoChange],
      [applicant, pagePaths.requests],
      [applicant, pagePaths.request(request.id)],
    ] as const
    const heard = await listen(page)
    const buttons = page.locator('button:visible:enabled:not([aria-disabled])')
    let pressed = 0
    for (const [userid, path] of pages) {
      // One of them for each visit: by the next the page may be another.
      for (let at = 0; ; at += 1) {
        const release = await openSlowly(page, deviceUrl(stack.gatewayUrl, userid, path))
        const button = buttons.nth(at)
        const isThere = at < (await buttons.count())
        const name = isThere ? `${path}: "${String(await button.textContent())}"` : ''
        heard.length = 0
        if (isThere) {
          await button.click()
          await button.click()
          expect(heard, `${name} is held back`).toEqual([])
        }
        await release()
        if (!isThere) break
        const clicks = () => heard.filter((one) => one.startsWith('click')).length
        await expect.poll(clicks, `${name} is pressed once`).toBe(1)
        pressed += 1
      }
    }
    console.log(`early: ${String(pressed)} buttons of ${String(pages.length)} landing pages, each pressed once`)
    await withdraw(stack.gatewayUrl, request)
  })

  test('refused and decided before the scripts are there: one decision, with what was refused', async ({
    page,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    const request = await ask(stack.gatewayUrl, applicant, {
      position: { from: position, to: `特级${position}` },
      telephone: { from: '', to: '0755-8601-2778' },
    })
    const decisions: string[] = []
    page.on('request', (sent) => {
      if (sent.method() === 'POST' && sent.url().includes('/decision')) decisions.push(sent.postData() ?? '')
    })
    const release = await openSlowly(page, deviceUrl(stack.gatewayUrl, 'limin', `/requests/${request.id}`))
    await page.getByLabel('写留言').fill('电话请再核对')
    await page.getByRole('button', { name: '同意 2 项' }).click()
    await page.getByRole('button', { name: '同意 2 项' }).click()
    await release()
    await expect(page.getByText(/秒内可撤销/)).toBeVisible()
    expect(decisions).toHaveLength(1)
    await expect(page.getByLabel('写留言')).toHaveValue('电话请再核对')
    await page.getByRole('button', { name: '撤销' }).click()
    await expect(page.getByRole('button', { name: '同意 2 项' })).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
  })

  test('a form that is filled and sent before the scripts are there is sent once', async ({ page, stack }) => {
    const release = await openSlowly(page, deviceUrl(stack.gatewayUrl, applicant, pagePaths.infoChange))
    await page.getByLabel('座机').fill('0755-8601-2779')
    // By the key of the keyboard, as well as by the button.
    await page.getByLabel('座机').press('Enter')
    await page.locator('form button[type=submit]').click()
    await release()
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const mine = await page.request.get(`${stack.gatewayUrl}/api/requests?list=running`)
    const { items } = (await mine.json()) as { items: { id: string }[] }
    expect(items.map((one) => one.id)).toEqual([id])
    await withdraw(stack.gatewayUrl, { id, applicant: { userid: applicant } })
  })
}
