import type { Browser } from '@playwright/test'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stack } from '../demo/start-stack.ts'
import { startChildProgram } from '../lib/child-program.ts'
import { createSimulatorClient } from '../lib/simulator-client.ts'
import { launchChromium } from '../lib/launch-chromium.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { makeConfirmationSamples } from '../crawler/confirmation-samples.ts'
import { makeGroupSamples } from '../crawler/group-samples.ts'
import { confirmationScenes } from './confirmation-screenshots.ts'
import { makeLostCases } from '../crawler/seed-samples.ts'
import { submitManualChange, dispute, followUpScenes } from './follow-up-screenshots.ts'
import { makeContactSheets } from './contact-sheets.ts'
import { otherScenes, pagesWithoutScene } from './other-screenshots.ts'
import { policyScenes } from './policy-screenshots.ts'
import {
  decideRequest,
  doneScenes,
  groupScenes,
  lostScenes,
  openScenes,
  staticScreenshots,
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
/** For pages that are also designed for a desktop. */
const deskLook = { name: 'desk', theme: 'light', mode: 'normal', textScale: 1, width: 1280 } as const
type Look = (typeof looks)[number] | typeof deskLook

/** `--only lost,home` captures only pages whose names start with `lost` or `home`. */
const onlyIndex = process.argv.indexOf('--only')
const only = (onlyIndex < 0 ? '' : (process.argv[onlyIndex + 1] ?? '')).split(',')
const isWanted = (name: string) => only.some((start) => name.startsWith(start))

const taken: Scene[] = []

async function takePages(
  browser: Browser,
  gatewayUrl: string,
  scenes: readonly Scene[],
  pageLooks: readonly Look[] = looks,
): Promise<void> {
  taken.push(...scenes)
  for (const { name: look, theme, mode, textScale, width } of pageLooks) {
    for (const { name, userid, path } of scenes.filter((scene) => isWanted(scene.name))) {
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

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const dataDir = mkdtempSync(join(tmpdir(), 'desk-screens-'))
const stack = await startChildProgram<Omit<Stack, 'stop'>>('demo-stack', { dataDir })
const browser = await launchChromium()
try {
  const { gatewayUrl, simulatorUrl } = stack.ready
  await takePages(browser, gatewayUrl, staticScreenshots)
  const id = await submitRequest(gatewayUrl)
  await takePages(browser, gatewayUrl, openScenes(id))
  await decideRequest(gatewayUrl, createSimulatorClient(simulatorUrl), id)
  await takePages(browser, gatewayUrl, doneScenes(id))
  const returned = await sendBackRequest(gatewayUrl)
  await takePages(browser, gatewayUrl, returnedScenes(returned))
  const simulator = createSimulatorClient(simulatorUrl)
  const sheet = await submitManualChange(gatewayUrl, simulator)
  await dispute(gatewayUrl, 'guoji', id)
  await takePages(browser, gatewayUrl, followUpScenes(sheet, id))
  const groups = await makeGroupSamples(gatewayUrl, simulator)
  await takePages(browser, gatewayUrl, groupScenes(groups), [...looks, deskLook])
  const lostCases = await makeLostCases(gatewayUrl, simulator, Date.parse('2026-03-17T01:50:00Z'))
  await takePages(browser, gatewayUrl, lostScenes(lostCases), [...looks, deskLook])
  const samples = await makeConfirmationSamples(gatewayUrl, Date.parse('2026-03-17T01:50:00Z'))
  await takePages(browser, gatewayUrl, confirmationScenes(samples), [...looks, deskLook])
  await takePages(browser, gatewayUrl, await policyScenes(gatewayUrl, simulator), [...looks, deskLook])
  const missing = pagesWithoutScene(taken)
  if (missing.length > 0) throw new Error(`No scene shows ${missing.join(', ')}`)
  const others = await otherScenes(browser, gatewayUrl, [...staticScreenshots, ...openScenes(id)])
  await takePages(browser, gatewayUrl, others, [...looks, deskLook])
  if (only.includes('')) await captureStates(browser, { gatewayUrl, folder, ids: { request: id, returned } })
  if (isWanted('simulator')) await takeSimulator(browser, simulatorUrl)
  await makeContactSheets(
    browser,
    folder,
    [...looks, deskLook].map(({ name }) => name),
  )
  for (const name of committed.filter(isWanted))
    copyFileSync(join(folder, `${name}.png`), pathInRepository(`docs/screens/${name}.png`))
} finally {
  await browser.close()
  await stack.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
console.log(`Screens are in ${folder}`)
