import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { setTimeout as delay } from 'node:timers/promises'
import { infoField, openInfoField } from '../lib/info-form.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import type { Sessions } from '../lib/create-sessions.ts'

const PAUSE_MS = 1_000
const TYPED = '负责运维的工程师'
const visitedPaths = [pagePaths.me, pagePaths.requests, pagePaths.policies, pagePaths.infoChange, pagePaths.groups]

type Site = { publicUrl: string; signedIn: Sessions }

async function contextOf(browser: Browser, { publicUrl, signedIn }: Site, userid: string): Promise<BrowserContext> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: publicUrl, locale: 'zh-CN' })
  await context.addCookies([signedIn.cookieOf(userid)])
  return context
}

const buildOf = (page: Page) => page.evaluate(() => document.documentElement.dataset['build'] ?? '')

/** Records failed requests and script errors. Requests aborted by a navigation are not failures. */
function recordFailures(page: Page, failures: string[]): void {
  page.on('response', (response) => {
    if (response.status() >= 400) failures.push(`${String(response.status())} ${new URL(response.url()).pathname}`)
  })
  page.on('requestfailed', (request) => {
    const error = request.failure()?.errorText ?? ''
    if (error !== 'net::ERR_ABORTED') failures.push(`${error} ${new URL(request.url()).pathname}`)
  })
  page.on('pageerror', (error) => failures.push(`script: ${error.message}`))
}

/** Opens the app and its pages as a member, repeatedly until `isStopped`. */
export async function browseRepeatedly(browser: Browser, site: Site, userid: string, isStopped: () => boolean) {
  const context = await contextOf(browser, site, userid)
  const page = await context.newPage()
  const failures: string[] = []
  const builds = new Set<string>()
  let opened = 0
  recordFailures(page, failures)
  while (!isStopped()) {
    try {
      await page.goto('/')
      await waitForHydration(page)
      builds.add(await buildOf(page))
      for (const path of visitedPaths) {
        // Follows a link in the page, so that only the code of the next page is loaded.
        await page.evaluate((to) => {
          const link = document.querySelector<HTMLAnchorElement>(`a[href="${to}"]`)
          if (link) link.click()
          else location.assign(to)
        }, path)
        await page.waitForURL(`**${path}`)
        await page.locator('h1').first().waitFor()
        opened += 1
        await delay(PAUSE_MS)
        await page.goBack()
        await page.waitForURL((url) => url.pathname === '/')
      }
    } catch (error) {
      failures.push(`navigation failed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`)
    }
  }
  await context.close()
  return { failures, opened, builds: [...builds] }
}

const follow = (page: Page, path: string) => page.locator(`a[href="${path}"]`).first().click()

/** Types into a form as a member and leaves it open. Later opens a page whose code is not loaded yet, and returns to the form. */
export async function openLongLivedPage(browser: Browser, site: Site, userid: string) {
  const context = await contextOf(browser, site, userid)
  const page = await context.newPage()
  await page.goto('/')
  await waitForHydration(page)
  const build = await buildOf(page)
  await follow(page, pagePaths.infoChange)
  await (await openInfoField(page, '岗位')).fill(TYPED)
  return {
    build,
    /** Continues after the deployments; returns the problem, or null, and the build that was loaded. */
    async continueWithLatestBuild(): Promise<{ problem: string | null; build: string }> {
      try {
        const missing: string[] = []
        page.on('response', (response) => response.status() === 404 && missing.push(new URL(response.url()).pathname))
        await page.goBack()
        await follow(page, pagePaths.me)
        await page.waitForURL(`**${pagePaths.me}`)
        await page.locator('h1').first().waitFor()
        await waitForHydration(page)
        const now = await buildOf(page)
        console.log(
          `the page of build ${build} continues with ${now}; ${String(missing.length)} of its files were missing`,
        )
        await page.goto(pagePaths.infoChange)
        await waitForHydration(page)
        const typed = await infoField(page, '岗位').inputValue()
        return {
          problem: typed === TYPED ? null : `the form contains "${typed}" instead of the typed text`,
          build: now,
        }
      } catch (error) {
        return { problem: String(error), build: '' }
      } finally {
        await context.close()
      }
    },
  }
}
