import { sampleOfCases } from '@desk/server/testing/sample-of-cases'
import type { BrowserContext, Page } from '@playwright/test'
import {
  desktop,
  englishFaults,
  type Extent,
  fineFaults,
  needsMouse,
  pageFaults,
  type Seen,
  wordFaults,
} from '../crawler/check-page.ts'
import { type RenderedPage, renderedPages } from '../crawler/rendered-pages.ts'
import { makeSamples } from '../crawler/seed-samples.ts'
import { builtPages, type Visit, visitsOf } from '../crawler/page-visits.ts'
import { watchPage } from '../crawler/watch-page.ts'
import { navigation } from '../lib/navigation.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'

/** The host of the login panel, whose content is not checked. */
const loginHost = 'https://login.work.weixin.qq.com'
const emptyFrame = '<!doctype html><html lang="zh"><title>-</title><main><h1>-</h1></main></html>'
/** `CRAWL_ONLY=group,my-` checks only the pages whose names start so. */
const only = process.env['CRAWL_ONLY']?.split(',') ?? ['']
/** Pages that are checked concurrently. */
const LANES = 3

/** `fine`: with a mouse, which CSS calls a fine pointer. */
const checkOf: Record<CheckKind, (page: Page, seen: Seen, extent: Extent) => Promise<string[]>> = {
  whole: pageFaults,
  variant: wordFaults,
  English: englishFaults,
  fine: fineFaults,
}
type CheckKind = 'whole' | 'variant' | 'English' | 'fine'
/** A member's browser: on a phone, in English without scripts, or at a desk with a mouse. */
type Browser = 'phone' | 'English' | 'desk'
type Job = Pick<Visit, 'name' | 'path' | 'prepare'> & {
  who: string
  check: CheckKind
  /** 'all' for a sixth of the pages, and before a release for every page. */
  extent: Extent
  open: () => Promise<Page>
  /** Jobs with the same name share a page in each lane, and so the process that has compiled the scripts. */
  tab?: string
  /** Opens the page with a mouse, with which some pages of the desk are checked a second time. */
  openAtDesk?: () => Promise<Page>
}
type Tab = { page: Page; watched: () => string[] }
type Row = { job: Job; title: string; seconds: number; faults: string[] }

/** Returns the scripts that a page loaded or preloaded. */
const scriptsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...[...document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')].map(
      ({ href }) => new URL(href).pathname,
    ),
    ...performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  ])

function printRows(rows: readonly Row[]): void {
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd([30, 34, 12, 6][column] ?? 0)).join(' ')
  console.log(line(['page', 'address', 'seen by', 's', 'faults']))
  for (const { job, seconds, faults } of rows) {
    console.log(line([job.name, job.path, job.who, seconds.toFixed(1), String(faults.length)]))
  }
}

/** Returns whether an earlier page of the list is the same one with other data, such as another reason of a refusal. */
const isVariant = (pages: readonly RenderedPage[], index: number): boolean =>
  pages.findIndex(({ kind }) => kind === pages[index]?.kind) < index

// The samples publish policies, report devices and lock accounts.
test.use({ company: 'crawl' })

test('every page passes the checks of contrast, targets, keyboard and overflow in each theme and mode', async ({
  browser,
  stack,
}) => {
  // Depends on the number of pages; a single page has shorter limits.
  test.setTimeout(1_800_000)
  const started = performance.now()
  const contexts = new Map<string, Promise<BrowserContext>>()
  const contextOf = (userid: string, kind: Browser = 'phone'): Promise<BrowserContext> => {
    const name = `${userid} ${kind}`
    const made = contexts.get(name) ?? openContext(userid, kind)
    contexts.set(name, made)
    return made
  }
  async function openContext(userid: string, kind: Browser): Promise<BrowserContext> {
    const isEnglish = kind === 'English'
    const context = await browser.newContext({
      viewport: desktop,
      ...(kind === 'desk' ? { isMobile: false, hasTouch: false } : {}),
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      // English texts are checked as the server renders them.
      javaScriptEnabled: !isEnglish,
    })
    // The first function that is exposed adds a script to the context, which a page that opens at the same time would lack.
    await context.exposeFunction('exposedBeforePages', () => {})
    if (userid === '') return context
    // Does what the language switch on the pages does.
    if (isEnglish) await context.addCookies([{ name: 'desk_lang', value: 'en', url: stack.gatewayUrl }])
    // Each member signs in once; their pages share the session.
    const page = await context.newPage()
    await page.goto(`${stack.gatewayUrl}/__device__/open?userid=${userid}&to=/`)
    await page.close()
    return context
  }

  const samples = await makeSamples(stack.gatewayUrl, stack.simulator)
  const { visits, faults: unseen } = await visitsOf(samples, async (userid, path) => {
    const context = await contextOf(userid)
    const answer = await context.request.get(stack.gatewayUrl + path, { headers: navigation, maxRedirects: 0 })
    return answer.status() === 200
  })
  const rendered = await renderedPages()
  const thorough = new Set<object>([...sampleOfCases(visits, 0), ...sampleOfCases(rendered, 0)])
  const extentOf = (visit: object, turn: number): Extent => (thorough.has(visit) ? 'all' : turn)
  // What a script prepares is not there before hydration.
  const unprepared = visits.filter(({ prepare }) => prepare === undefined)
  const allJobs: Job[] = [
    ...visits.map((visit, turn) => ({
      check: 'whole' as CheckKind,
      name: visit.name,
      path: visit.path,
      ...(visit.prepare && { prepare: visit.prepare }),
      extent: extentOf(visit, turn),
      who: visit.userid,
      tab: `${visit.userid} phone`,
      open: async () => (await contextOf(visit.userid)).newPage(),
      openAtDesk: async () => (await contextOf(visit.userid, 'desk')).newPage(),
    })),
    ...sampleOfCases(unprepared, 1).map(({ name, path, userid }) => ({
      check: 'English' as CheckKind,
      name: `${name}, English`,
      path,
      extent: 0,
      who: userid,
      tab: `${userid} English`,
      open: async () => (await contextOf(userid, 'English')).newPage(),
    })),
    ...rendered.map((state, index) => ({
      check: (isVariant(rendered, index) && !thorough.has(state) ? 'variant' : 'whole') as CheckKind,
      name: state.name,
      path: '/',
      extent: extentOf(state, index),
      who: 'nobody',
      open: async () => {
        const page = await (await contextOf('')).newPage()
        await page.route(`${stack.gatewayUrl}/`, (route) =>
          route.fulfill({ status: state.status, contentType: 'text/html; charset=utf-8', body: state.html }),
        )
        await page.route(`${loginHost}/**`, (route) => route.fulfill({ contentType: 'text/html', body: emptyFrame }))
        return page
      },
    })),
  ]

  const jobs = allJobs.filter(({ name }) => only.some((start) => name.startsWith(start)))
  const rows: Row[] = []
  const scripts = new Set<string>()
  const seen: Seen = { links: new Set(), sheets: new Set() }
  const waiting = [...jobs]
  const openTab = async ({ open, name }: Job): Promise<Tab> => {
    const page = await open()
    const origins = [new URL(stack.gatewayUrl).origin, ...(name === 'panel' ? [loginHost] : [])]
    return { page, watched: await watchPage(page, ...origins) }
  }
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      const tabs = new Map<string | undefined, Tab>()
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const openedAt = performance.now()
        const tab = tabs.get(job.tab) ?? (await openTab(job))
        if (job.tab !== undefined) tabs.set(job.tab, tab)
        const { page, watched } = tab
        await page.setViewportSize(desktop)
        await page.goto(stack.gatewayUrl + job.path)
        if (job.check !== 'English') {
          await waitForHydration(page)
          await job.prepare?.(page)
          for (const script of await scriptsOf(page)) scripts.add(script)
        }
        const title = await page.title()
        const { openAtDesk, ...rest } = job
        const atDesk = { tab: `${job.who} desk`, check: 'fine' as const, name: `${job.name}, mouse` }
        if (openAtDesk && job.check === 'whole' && (await needsMouse(page, job.extent)))
          waiting.push({ ...rest, ...atDesk, open: openAtDesk })
        const faults = await checkOf[job.check](page, seen, job.extent)
        rows.push({ job, title, seconds: (performance.now() - openedAt) / 1000, faults: [...faults, ...watched()] })
        if (job.tab === undefined) {
          await page.close()
        } else {
          // What the page still requested fails now, and is no fault of the next one.
          await page.goto('about:blank')
          watched()
        }
      }
    }),
  )

  rows.sort((a, b) => b.faults.length - a.faults.length)
  printRows(rows)
  console.log(`${String(rows.length)} pages in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  const missed = [...builtPages()]
    .filter(([file]) => jobs.length === allJobs.length && !scripts.has(file))
    .map(([, source]) => `never visited: ${source}`)
  const all = rows.flatMap(({ job, faults }) => faults.map((fault) => `${job.name} (${job.who}): ${fault}`))
  expect([...unseen, ...missed, ...all]).toEqual([])
})
