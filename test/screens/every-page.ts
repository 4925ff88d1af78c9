import type { Browser, BrowserContext, Page } from '@playwright/test'
import { join } from 'node:path'
import type { createSimulatorClient } from '../lib/simulator-client.ts'
import { makeSamples } from '../crawler/seed-samples.ts'
import { type Visit, visitsOf } from '../crawler/page-visits.ts'
import { navigation } from '../lib/navigation.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { setLook } from './set-look.ts'

type PageLook = {
  name: string
  theme: 'light' | 'dark'
  mode: 'normal' | 'care'
  textScale: number
  width: number
  language: 'zh-CN' | 'en'
  isPrinted?: boolean
}
const phone = { theme: 'light', mode: 'normal', textScale: 1, width: 375, language: 'zh-CN' } as const
const desk = { ...phone, width: 1280 }

/** Text size ×1.4 is WeCom's second largest setting. */
export const pageLooks: readonly PageLook[] = [
  { ...phone, name: 'light' },
  { ...phone, name: 'dark', theme: 'dark' },
  { ...phone, name: 'care', mode: 'care' },
  { ...phone, name: 'care-narrow', theme: 'dark', mode: 'care', width: 320 },
  { ...phone, name: 'large-text', textScale: 1.4 },
  { ...phone, name: 'english', language: 'en' },
  { ...desk, name: 'desk' },
  { ...desk, name: 'desk-dark', theme: 'dark' },
  { ...desk, name: 'desk-english', language: 'en' },
  // As wide as A4 at 96 dpi.
  { ...phone, name: 'print', width: 794, isPrinted: true },
]

/** Changes the look of an open page, which takes less time than opening it again. */
async function applyLook(page: Page, look: PageLook): Promise<void> {
  const { width } = look
  await page.emulateMedia({ media: look.isPrinted === true ? 'print' : 'screen' })
  await page.setViewportSize({ width, height: 812 })
  await setLook(page, look)
  // Lazy pictures and lists load only what is in view.
  await page.evaluate(() => scrollTo(0, 0))
  // The viewport is as tall as the page; otherwise a sticky bar would cover the middle of the screenshot.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(812, height) })
}

/** Returns names for files: `request`, `request-2`, `home-ops`. */
function fileNames(visits: readonly Visit[]): string[] {
  const counts = new Map<string, number>()
  return visits.map(({ name }) => {
    const kebab = name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
    const count = (counts.get(kebab) ?? 0) + 1
    counts.set(kebab, count)
    return count === 1 ? kebab : `${kebab}-${String(count)}`
  })
}

/** Captures every page of the page table in each look, with the samples of the crawl. */
export async function captureEveryPage(
  browser: Browser,
  stack: { gatewayUrl: string; simulator: ReturnType<typeof createSimulatorClient> },
  { folder, looks, isWanted }: { folder: string; looks: readonly PageLook[]; isWanted: (name: string) => boolean },
): Promise<void> {
  const contexts = new Map<string, Promise<BrowserContext>>()
  const contextOf = (userid: string, language: PageLook['language']) => {
    const key = `${userid} ${language}`
    const context = contexts.get(key) ?? openContext(browser, stack.gatewayUrl, userid, language)
    contexts.set(key, context)
    return context
  }
  const samples = await makeSamples(stack.gatewayUrl, stack.simulator)
  const { visits, faults } = await visitsOf(samples, async (userid, path) => {
    const { request } = await contextOf(userid, 'zh-CN')
    return (await request.get(stack.gatewayUrl + path, { headers: navigation, maxRedirects: 0 })).status() === 200
  })
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const names = fileNames(visits)
  for (const [index, { path, userid, prepare }] of visits.entries()) {
    const name = names[index] ?? ''
    if (!isWanted(name)) continue
    for (const language of ['zh-CN', 'en'] as const) {
      const ofLanguage = looks.filter((look) => look.language === language)
      if (ofLanguage.length === 0) continue
      const page = await (await contextOf(userid, language)).newPage()
      await page.goto(stack.gatewayUrl + path, { waitUntil: 'networkidle' })
      await waitForHydration(page)
      await prepare?.(page)
      for (const look of ofLanguage) {
        await applyLook(page, look)
        await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), animations: 'disabled' })
      }
      await page.close()
    }
  }
  for (const context of contexts.values()) await (await context).close()
}

async function openContext(browser: Browser, gatewayUrl: string, userid: string, language: PageLook['language']) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addCookies([{ name: 'desk_lang', value: language, url: gatewayUrl }])
  // Each member signs in once; their pages share the session.
  const page = await context.newPage()
  await page.goto(`${gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to: '/' }).toString()}`)
  await page.close()
  return context
}
