import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { setTimeout as delay } from 'node:timers/promises'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import type { Sessions } from '../lib/create-sessions.ts'

const CLOCK_POLL_MS = 1_000
const TYPED = '负责运维的工程师'
const tour = [pagePaths.me, pagePaths.requests, pagePaths.policies, pagePaths.infoChange, pagePaths.groups]

type Place = { publicUrl: string; signedIn: Sessions }

async function contextOf(browser: Browser, { publicUrl, signedIn }: Place, userid: string): Promise<BrowserContext> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: publicUrl, locale: 'zh-CN' })
  await context.addCookies([signedIn.cookieOf(userid)])
  return context
}

const buildOf = (page: Page) => page.evaluate(() => document.documentElement.dataset['build'] ?? '')

/** What the browser got that nobody should get; a request that a next page broke off is no failure. */
function watch(page: Page, failures: string[]): void {
  page.on('response', (answer) => {
    if (answer.status() >= 400) failures.push(`${String(answer.status())} ${new URL(answer.url()).pathname}`)
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    if (why !== 'net::ERR_ABORTED') failures.push(`${why} ${new URL(request.url()).pathname}`)
  })
  page.on('pageerror', (error) => failures.push(`script: ${error.message}`))
}

/** Somebody who opens the app again and again and goes from page to page in it, until it is over. */
export async function wander(browser: Browser, place: Place, userid: string, isOver: () => boolean) {
  const context = await contextOf(browser, place, userid)
  const page = await context.newPage()
  const failures: string[] = []
  const builds = new Set<string>()
  let opened = 0
  watch(page, failures)
  while (!isOver()) {
    try {
      await page.goto('/')
      await waitForHydration(page)
      builds.add(await buildOf(page))
      for (const path of tour) {
        // As a link does it: the code of the page comes by itself, the document stays.
        await page.evaluate((to) => {
          const link = document.querySelector<HTMLAnchorElement>(`a[href="${to}"]`)
          if (link) link.click()
          else location.assign(to)
        }, path)
        await page.waitForURL(`**${path}`)
        await page.locator('h1').first().waitFor()
        opened += 1
        await delay(CLOCK_POLL_MS)
        await page.goBack()
        await page.waitForURL((url) => url.pathname === '/')
      }
    } catch (error) {
      failures.push(`lost its way: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`)
    }
  }
  await context.close()
  return { failures, opened, builds: [...builds] }
}

const follow = (page: Page, path: string) => page.locator(`a[href="${path}"]`).first().click()

/** Somebody who types into a form, leaves it open for the day, then goes on to a page that he has not had yet, and back. */
export async function keepOpen(browser: Browser, place: Place, userid: string) {
  const context = await contextOf(browser, place, userid)
  const page = await context.newPage()
  await page.goto('/')
  await waitForHydration(page)
  const build = await buildOf(page)
  await follow(page, pagePaths.infoChange)
  await page.getByLabel('岗位').fill(TYPED)
  return {
    build,
    /** What went wrong, or null; and the build that he came to. */
    async goOn(): Promise<{ problem: string | null; build: string }> {
      try {
        const missing: string[] = []
        page.on('response', (answer) => answer.status() === 404 && missing.push(new URL(answer.url()).pathname))
        await page.goBack()
        await follow(page, pagePaths.me)
        await page.waitForURL(`**${pagePaths.me}`)
        await page.locator('h1').first().waitFor()
        await waitForHydration(page)
        const now = await buildOf(page)
        console.log(`the page of build ${build} goes on with ${now}; ${String(missing.length)} of its files were gone`)
        await page.goto(pagePaths.infoChange)
        await waitForHydration(page)
        const typed = await page.getByLabel('岗位').inputValue()
        return { problem: typed === TYPED ? null : `what was typed is "${typed}"`, build: now }
      } catch (error) {
        return { problem: String(error), build: '' }
      } finally {
        await context.close()
      }
    },
  }
}
