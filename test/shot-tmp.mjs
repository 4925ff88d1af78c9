import { chromium } from '@playwright/test'
import { chromiumArgs, findChromium } from './lib/chromium.mjs'
const [base, out, ...specs] = process.argv.slice(2)
const browser = await chromium.launch({ args: chromiumArgs, executablePath: findChromium() })
for (const spec of specs) {
  const [path, name, look = 'light', width = '375'] = spec.split('|')
  const context = await browser.newContext({ viewport: { width: +width, height: 812 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  page.on('console', (m) => { if (['error','warning'].includes(m.type())) console.log(name, m.text().slice(0, 300)) })
  page.on('pageerror', (e) => console.log(name, 'PAGEERROR', String(e).slice(0, 300)))
  const url = new URL(path, base)
  if (look.includes('dark')) url.searchParams.set('theme', 'dark'); else url.searchParams.set('theme', 'light')
  if (look.includes('care')) url.searchParams.set('mode', 'care')
  await page.goto(url.href); await page.waitForTimeout(700)
  await page.screenshot({ path: `${out}/${name}-${look}.png`, fullPage: process.env.FULL === '1' })
  await context.close()
}
await browser.close()
