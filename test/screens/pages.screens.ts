import type { Browser } from '@playwright/test'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stack } from '../demo/start-stack.ts'
import { startChildProgram } from '../lib/child-program.ts'
import { createSimulatorClient } from '../lib/simulator-client.ts'
import { launchChromium } from '../lib/launch-chromium.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { submitManualChange, dispute, followUpScenes } from './follow-up-screenshots.ts'
import { makeContactSheets } from './contact-sheets.ts'
import { captureJourneys } from './journeys.ts'
import { captureEveryPage, pageLooks } from './every-page.ts'
import { policyScenes } from './policy-screenshots.ts'
import {
  decideRequest,
  doneScenes,
  openScenes,
  staticScenes,
  returnedScenes,
  type Scene,
  sendBackRequest,
  submitRequest,
} from './screenshots.ts'
import { captureStates } from './state-screenshots.ts'

const folder = pathInRepository('docs/screens/all')
/** Screenshots that the README shows and that are committed. */
const committed = ['simulator-light', 'home-waiting-light', 'approval-light', 'policy-board-desk']

/** Text size ×1.4 is WeCom's second largest setting. */
const looks = [
  { name: 'light', theme: 'light', mode: 'normal', textScale: 1, width: 375 },
  { name: 'dark', theme: 'dark', mode: 'normal', textScale: 1, width: 375 },
  { name: 'care', theme: 'light', mode: 'care', textScale: 1, width: 375 },
  { name: 'large-text', theme: 'light', mode: 'normal', textScale: 1.4, width: 375 },
] as const
/** The look for pages that are also designed for a desktop. */
const deskLook = { name: 'desk', theme: 'light', mode: 'normal', textScale: 1, width: 1280 } as const
type Look = (typeof looks)[number] | typeof deskLook

const listOption = (name: string): string[] => {
  const index = process.argv.indexOf(name)
  return index < 0 ? [] : (process.argv[index + 1] ?? '').split(',')
}
/** `--only lost,home` captures only the crawl's pages whose names start with one of these; `--only journeys` the animation. */
const only = listOption('--only')
const isWanted = (name: string) => only.length === 0 || only.some((start) => name.startsWith(start))
/** `--looks light,desk` captures only these looks. */
const chosenLooks = listOption('--looks')
const wantedLooks = pageLooks.filter(({ name }) => chosenLooks.length === 0 || chosenLooks.includes(name))

async function takePages(
  browser: Browser,
  gatewayUrl: string,
  scenes: readonly Scene[],
  inLooks: readonly Look[] = looks,
): Promise<void> {
  for (const { name: look, theme, mode, textScale, width } of inLooks) {
    for (const { name, userid, path } of scenes) {
      const context = await browser.newContext({
        viewport: { width, height: 812 },
        deviceScaleFactor: width > 1000 ? 1 : 2,
        colorScheme: theme,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      })
      await context.addCookies([{ name: 'desk_mode', value: mode, url: gatewayUrl }])
      const page = await context.newPage()
      const query = new URLSearchParams({ userid, to: path, theme })
      await page.goto(`${gatewayUrl}/__device__/open?${query.toString()}`, { waitUntil: 'networkidle' })
      await page.evaluate((scale) => {
        const { style } = document.documentElement
        const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
        if (scale !== 1) style.fontSize = `${size * scale}px`
      }, textScale)
      // The viewport is as tall as the page; otherwise a sticky bar would cover the middle of the screenshot.
      const height = await page.evaluate(() => document.documentElement.scrollHeight)
      await page.setViewportSize({ width, height: Math.max(812, height) })
      await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: 'disabled' })
      await context.close()
    }
  }
}

/** Captures the simulator with a decided request in the chat. */
async function takeSimulator(browser: Browser, simulatorUrl: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: theme,
      locale: 'zh-CN',
    })
    const page = await context.newPage()
    await page.goto(`${simulatorUrl}/?as=guoji`)
    await page
      .getByText(/已生效/)
      .first()
      .waitFor()
    await page.screenshot({ path: join(folder, `simulator-${theme}.png`), animations: 'disabled' })
    await page.getByRole('tab', { name: '工作台' }).click()
    await page.locator('button.tile', { hasText: '企微自助' }).click()
    await page.frameLocator('iframe').getByRole('heading', { name: /^郭𠮷/ }).waitFor()
    await page.screenshot({ path: join(folder, `simulator-app-${theme}.png`), animations: 'disabled' })
    await context.close()
  }
}

/** Captures what the crawl's samples do not contain: a request from its form to its end, refusals, pages that fail. */
async function takeStories(browser: Browser, { gatewayUrl, simulatorUrl }: Omit<Stack, 'stop'>): Promise<void> {
  const simulator = createSimulatorClient(simulatorUrl)
  await takePages(browser, gatewayUrl, staticScenes)
  const id = await submitRequest(gatewayUrl)
  await takePages(browser, gatewayUrl, openScenes(id))
  await decideRequest(gatewayUrl, simulator, id)
  await takePages(browser, gatewayUrl, doneScenes(id))
  const returned = await sendBackRequest(gatewayUrl)
  await takePages(browser, gatewayUrl, returnedScenes(returned))
  const sheet = await submitManualChange(gatewayUrl, simulator)
  await dispute(gatewayUrl, 'guoji', id)
  await takePages(browser, gatewayUrl, followUpScenes(sheet, id))
  await takePages(browser, gatewayUrl, await policyScenes(gatewayUrl, simulator), [...looks, deskLook])
  await captureStates(browser, { gatewayUrl, folder, ids: { request: id, returned } })
  await takeSimulator(browser, simulatorUrl)
}

/** Starts the demo with a separate database, and stops it after its use. */
async function withStack(use: (stack: Omit<Stack, 'stop'>) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-screens-'))
  const stack = await startChildProgram<Omit<Stack, 'stop'>>('demo-stack', { dataDir })
  try {
    await use(stack.ready)
  } finally {
    await stack.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const takeJourneys = (browser: Browser): Promise<void> =>
  withStack(({ gatewayUrl, simulatorUrl }) =>
    captureJourneys(
      browser,
      { gatewayUrl, simulator: createSimulatorClient(simulatorUrl) },
      pathInRepository('docs/screens/journeys.svg'),
    ),
  )

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const browser = await launchChromium()
try {
  await withStack(({ gatewayUrl, simulatorUrl }) =>
    captureEveryPage(
      browser,
      { gatewayUrl, simulator: createSimulatorClient(simulatorUrl) },
      { folder, looks: wantedLooks, isWanted },
    ),
  )
  if (isWanted('journeys')) await takeJourneys(browser)
  if (only.length === 0) {
    await withStack((stack) => takeStories(browser, stack))
    for (const name of committed)
      copyFileSync(join(folder, `${name}.png`), pathInRepository(`docs/screens/${name}.png`))
  }
  await makeContactSheets(
    browser,
    folder,
    pageLooks.map(({ name }) => name),
  )
} finally {
  await browser.close()
}
console.log(`The screenshots are in ${folder}`)
