import type { Browser } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { ProductAddresses } from '../demo/product-environment.ts'
import { startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { launchChromium } from '../lib/launch-chromium.ts'
import { median, report, type Figure, rounded } from '../lib/measurement.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { userAgentOf } from '../wecom-simulator/gateway/user-agents.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { bareHtml, servePage } from './bare-page.ts'
import { type FirstContent, measureFirstContent } from './first-content.ts'
import { startLink } from './slow-link.ts'
import { budget, budgetOfRoute, measureSizes } from './sizes.ts'

/** Pairs of the app and the bare page, one after the other, so that a busy machine slows both pages of a pair. */
const PAIRS = 15
const MAX_RATIO = 1.1
/**
 * Reads of home before the first pair. The code of a server that has just started is not optimized: its first answers take
 * three times as long.
 */
const WARM_UP = 600
/** A slow 4G connection. */
const linkOptions = { rttMs: 150, downBitsPerSecond: 1_600_000 }
const userAgent = userAgentOf('android', 'light')
const phone = { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, userAgent, locale: 'zh-CN' }

type Cookies = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['cookies']>>

/** Signs in as the WebView does and returns the session cookies. */
async function signIn(browser: Browser, url: string, userid: string): Promise<Cookies> {
  const context = await browser.newContext(phone)
  await context.addCookies([{ name: 'wecom_persona', value: userid, domain: 'localhost', path: '/' }])
  const page = await context.newPage()
  await page.goto(url, { timeout: 60_000 })
  const cookies = await context.cookies()
  await context.close()
  return cookies.filter(({ name }) => name.includes('desk_'))
}

/** Returns the compressed bytes of the page. */
function fetchPage(url: string, cookies: Cookies): Promise<Buffer> {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const headers = {
    cookie,
    accept: 'text/html',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': userAgent,
    'sec-fetch-mode': 'navigate',
  }
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const isGzip = response.headers['content-encoding'] === 'gzip'
        if (response.statusCode === 200 && isGzip) resolve(Buffer.concat(chunks))
        else reject(new Error(`home got ${response.statusCode}, ${response.headers['content-encoding'] ?? 'plain'}`))
      })
    }).once('error', reject)
  })
}

const dataDir = mkdtempSync(join(tmpdir(), 'desk-bench-'))
const port = await freePort()
const simulator = await startSimulator({
  appUrl: `http://127.0.0.1:${port}`,
  pageDir: pathInRepository('test/wecom-simulator/page'),
})
const appLink = await startLink(port, linkOptions)
const publicUrl = `http://localhost:${appLink.port}`
// The browser reaches the app over the slow link, not through the gateway.
simulator.simulator.context.state.app.trustedDomain = `localhost:${appLink.port}`
const addresses: ProductAddresses = { port, publicUrl, simulatorUrl: simulator.url, dataDir, isProxied: false }
const product = await startChildProgram('demo-product', addresses)
const browser = await launchChromium()
const cookies = await signIn(browser, `${publicUrl}/`, 'limin')
const page = await fetchPage(`${publicUrl}/`, cookies)
const baseline = await servePage(bareHtml(gunzipSync(page).toString('utf8')))
const baselineLink = await startLink(baseline.port, linkOptions)

/** Measures the response time of the server alone, without the slow link, in milliseconds. */
async function serverTime(): Promise<number> {
  const started = performance.now()
  await fetchPage(`http://127.0.0.1:${port}/`, cookies)
  return performance.now() - started
}

type Pair = { app: FirstContent; bare: FirstContent; serverMs: number }

const openApp = () =>
  measureFirstContent(browser, `${publicUrl}/`, { ...phone, storageState: { cookies, origins: [] } })
const openBare = () => measureFirstContent(browser, `http://localhost:${baselineLink.port}/`, phone)

/** Measures both pages. They take turns in being the first of a pair. */
async function measurePair(isAppFirst: boolean): Promise<Pair> {
  const openedFirst = isAppFirst ? await openApp() : null
  const bare = await openBare()
  const app = openedFirst ?? (await openApp())
  return { app, bare, serverMs: await serverTime() }
}

const msAfterStart = await serverTime()
for (let read = 0; read < WARM_UP; read += 1) await serverTime()
// The first pair warms up the browser.
await measurePair(true)
const pairs: Pair[] = []
while (pairs.length < PAIRS) pairs.push(await measurePair(pairs.length % 2 === 0))
const ownHost = `localhost:${appLink.port}`
const foreignHosts = new Set(pairs.flatMap(({ app }) => app.hosts).filter((host) => host !== ownHost))
await browser.close()
await product.stop()
await Promise.all([appLink.stop(), baselineLink.stop(), baseline.stop(), simulator.stop()])
rmSync(dataDir, { recursive: true, force: true })

const sizes = measureSizes(pathInRepository('web/dist/client'))
const medianMs = (what: string, valueOf: (pair: Pair) => number): Figure => ({
  what,
  value: Math.round(median(pairs.map(valueOf))),
  unit: 'ms',
})
const ratios = pairs.map(({ app, bare }) => app.ms / bare.ms)
const figures: Figure[] = [
  medianMs('first byte, app', ({ app }) => app.firstByteMs),
  medianMs('first byte, bare HTML', ({ bare }) => bare.firstByteMs),
  medianMs('first content, app', ({ app }) => app.ms),
  medianMs('first content, bare HTML', ({ bare }) => bare.ms),
  { what: 'server time after its start', value: Math.round(msAfterStart), unit: 'ms' },
  medianMs('server time', ({ serverMs }) => serverMs),
  { what: 'ratio of first content, median of pairs', value: rounded(median(ratios), 3), unit: '', goal: MAX_RATIO },
  { what: 'ratio of first content, smallest', value: rounded(Math.min(...ratios), 3), unit: '' },
  { what: 'ratio of first content, largest', value: rounded(Math.max(...ratios), 3), unit: '' },
  { what: 'home HTML', value: page.length, unit: 'B gzip', goal: budget.html },
  { what: 'critical CSS', value: sizes.criticalCss, unit: 'B br', goal: budget.criticalCss },
  { what: 'home scripts', value: sizes.homeScripts, unit: 'B br', goal: budget.homeScripts },
  ...Object.entries(sizes.routes).map(([what, value]) => ({ what, value, unit: 'B br', goal: budgetOfRoute(what) })),
  { what: 'foreign hosts requested', value: foreignHosts.size, unit: '', goal: 0 },
]
console.log(
  `RTT ${linkOptions.rttMs} ms, ${linkOptions.downBitsPerSecond / 1e6} Mbit/s, 4× slower CPU, cold cache; median of ${PAIRS} pairs\n`,
)
process.exit(report('first-screen', figures, { chromium: browser.version() }))
