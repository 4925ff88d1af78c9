import type { Browser, BrowserContextOptions } from '@playwright/test'

/** The slowdown by which Lighthouse simulates a mid-range phone. */
const CPU_SLOWDOWN = 4

/** `hosts` are those that the page requested anything from. */
export type FirstContent = { ms: number; firstByteMs: number; hosts: string[] }

/** Measures the time from navigation to the first contentful paint, in a new profile on a slowed-down processor. */
export async function measureFirstContent(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<FirstContent> {
  const context = await browser.newContext(options)
  try {
    const page = await context.newPage()
    const hosts = new Set<string>()
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
    await page.goto(url, { waitUntil: 'load', timeout: 60_000 })
    const ms = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const paint = list.getEntries().find(({ name }) => name === 'first-contentful-paint')
            if (paint) resolve(paint.startTime)
          }).observe({ type: 'paint', buffered: true })
        }),
    )
    const firstByteMs = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation')
      return navigation instanceof PerformanceNavigationTiming ? navigation.responseStart : 0
    })
    return { ms, firstByteMs, hosts: [...hosts] }
  } finally {
    await context.close()
  }
}
