import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { templateId } from './policy.steps.ts'
import { DESK } from './viewports.ts'

const SCROLL_PX = 1000

/** Returns the title in the description of a PDF, which is UTF-16 with a byte order mark in hexadecimal digits. */
function titleOfPdf(pdf: Buffer): string {
  const [, digits = ''] = /\/Title\s*<FEFF([\dA-F]+)>/i.exec(pdf.toString('latin1')) ?? []
  return Buffer.from(digits, 'hex').swap16().toString('utf16le')
}

const pagesOfPdf = (pdf: Buffer): number => (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length

const headingsOf = (page: Page) => page.getByRole('table').first().locator('thead')

/** Tests long tables on a screen and on paper. Needs a published policy that binds the company. */
export function tableTests(): void {
  test('the headings of a long list stay in sight when the page is scrolled', async ({ openAs, page, stack }) => {
    await page.setViewportSize(DESK)
    const id = await templateId(stack.gatewayUrl)
    await openAs('chenhaiyan', `/policies/${id}/people`, { ua: 'windows' })
    await waitForHydration(page)
    const heading = headingsOf(page).getByRole('columnheader', { name: '状态' })
    const top = async () => Math.round((await heading.boundingBox())?.y ?? -1)
    const first = page.getByRole('rowheader').first()
    await expect(first).toBeInViewport()
    expect(await top()).toBeGreaterThan(0)
    await page.evaluate((top) => {
      scrollTo(0, top)
    }, SCROLL_PX)
    await expect(first).not.toBeInViewport()
    await expect(heading).toBeInViewport({ ratio: 1 })
    expect(await top()).toBe(0)
  })

  test('lists and the board print with their headings on every sheet, without the navigation, and a PDF has the title of its page', async ({
    openAs,
    page,
    stack,
  }) => {
    await page.setViewportSize(DESK)
    const id = await templateId(stack.gatewayUrl)
    for (const path of [`/policies/${id}/people`, '/audit', `/policies/${id}/board`]) {
      await page.emulateMedia({ media: 'screen' })
      await openAs('chenhaiyan', path, { ua: 'windows' })
      await waitForHydration(page)
      await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible()
      await page.emulateMedia({ media: 'print' })
      await expect(page.getByRole('navigation', { name: '主导航' })).toBeHidden()
      // The skip link, which lies outside the sheet, is not counted.
      await expect(page.locator('.desk .van-button:visible')).toHaveCount(0)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const pdf = await page.pdf({ preferCSSPageSize: true })
      expect([path, titleOfPdf(pdf)]).toEqual([path, await page.title()])
      if (path.endsWith('/board')) {
        await expect(page.locator('.plot-table').first()).toBeVisible()
        continue
      }
      await expect(headingsOf(page)).toHaveCSS('display', 'table-header-group')
      await expect(headingsOf(page).getByRole('columnheader').nth(1)).toHaveCSS('position', 'static')
      await expect(page.getByText(/^陈海燕.*打印/).last()).toBeVisible()
      await expect(page.locator('.print-foot').first()).toHaveCSS('display', 'table-footer-group')
      if (path.endsWith('/people')) expect(pagesOfPdf(pdf)).toBeGreaterThan(1)
    }
  })

  test('a page in the dark theme prints in the colours of the light one', async ({ openAs, page }) => {
    await page.setViewportSize(DESK)
    await openAs('chenhaiyan', '/audit', { ua: 'windows' })
    await waitForHydration(page)
    const ink = () => page.evaluate(() => getComputedStyle(document.body).color)
    const setTheme = (theme: string) =>
      page.evaluate((name) => {
        document.documentElement.dataset['theme'] = name
      }, theme)
    await setTheme('light')
    const light = await ink()
    await setTheme('dark')
    expect(await ink()).not.toBe(light)
    await page.emulateMedia({ media: 'print' })
    expect(await ink()).toBe(light)
  })
}
