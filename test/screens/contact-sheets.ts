import type { Browser } from '@playwright/test'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const PER_SHEET = 24

/** Combines screenshots into contact sheets for review: `sheets/<look>-<n>.png`. */
export async function makeContactSheets(browser: Browser, folder: string, lookNames: readonly string[]): Promise<void> {
  const sheets = join(folder, 'sheets')
  mkdirSync(sheets, { recursive: true })
  const pictures = readdirSync(folder)
    .filter((file) => file.endsWith('.png'))
    .sort()
  const page = await browser.newPage({ viewport: { width: 1680, height: 900 } })
  // The longest matching name counts: `desk-dark` is not `dark`.
  const lookOf = (file: string) =>
    [...lookNames].sort((a, b) => b.length - a.length).find((look) => file.endsWith(`-${look}.png`))
  for (const look of lookNames) {
    const ofLook = pictures.filter((file) => lookOf(file) === look)
    for (let start = 0; start < ofLook.length; start += PER_SHEET) {
      const name = `${look}-${String(start / PER_SHEET + 1)}`
      const figures = ofLook
        .slice(start, start + PER_SHEET)
        .map((file) => `<figure><img src="../${file}"><figcaption>${file.slice(0, -4)}</figcaption></figure>`)
      const html = join(sheets, `${name}.html`)
      writeFileSync(html, `<!doctype html><meta charset="utf-8"><style>${style}</style>${figures.join('')}`)
      await page.goto(pathToFileURL(html).href)
      await page.screenshot({ path: join(sheets, `${name}.png`), fullPage: true })
    }
  }
  await page.close()
}

const style =
  'body{display:grid;grid-template-columns:repeat(8,1fr);gap:8px;margin:8px;background:#888;font:11px sans-serif}' +
  'figure{margin:0}img{width:100%;max-height:440px;object-fit:cover;object-position:top}figcaption{overflow:hidden}'
