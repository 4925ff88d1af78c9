import { pagePaths } from '@desk/shared/pages/page-paths'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'

/** Tests a document that stays open while the server is updated several times. */
export function olderBuildTests(): void {
  test('a page whose code was deleted is loaded as a document from the server', async ({ openAs }) => {
    const page = await openAs('guoji')
    await waitForHydration(page)
    let isScriptMissing = true
    await page.route('**/assets/MePage-*', (route) =>
      isScriptMissing ? route.fulfill({ status: 404 }) : route.continue(),
    )
    page.on('request', (request) => void (request.isNavigationRequest() && (isScriptMissing = false)))
    await page.evaluate(() => Object.assign(window, { isOlder: true }))
    await page.locator(`a[href="${pagePaths.me}"]`).first().click()
    await page.waitForURL(`**${pagePaths.me}`)
    await waitForHydration(page)
    expect(await page.evaluate(() => 'isOlder' in window)).toBe(false)
    await page.goBack()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('郭𠮷')
  })
}
