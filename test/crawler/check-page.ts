import type { Page } from '@playwright/test'
import { axeViolations, injectAxe } from './axe.ts'
import { enterFirstLink, walkByKeyboard } from './keyboard-walk.ts'
import { offlineFaults, sheetFaults } from './open-states.ts'
import { contrastFaults, lengthenTexts, overflowFaults, targetFaults } from './page-checks.ts'

const looks = [
  { theme: 'light', mode: 'normal', target: 44 },
  { theme: 'dark', mode: 'normal', target: 44 },
  { theme: 'light', mode: 'care', target: 60 },
  { theme: 'dark', mode: 'care', target: 60 },
] as const
type Look = (typeof looks)[number]

const LEAST_CONTRAST = 4.5
const phone = { width: 375, height: 812 }
const narrow = { width: 320, height: 640 }
export const desk = { width: 1024, height: 768 }

/** What `sweep` runs for each look in one go, at the width that the page has now. */
type Measures = { contrast?: number; isTargets?: boolean; type?: string; situation?: string }

/**
 * Runs in the page: puts on each look as the switches do, and measures. In one call, since every call of a page costs
 * more than what is measured; colours change at once meanwhile, and not by and by.
 */
function sweepHere(
  { contrastFaults, targetFaults, overflowFaults }: PageChecks,
  looks: readonly Look[],
  { contrast, isTargets, type, situation }: Measures,
): string[] {
  const root = document.documentElement
  const atOnce = new CSSStyleSheet()
  atOnce.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')
  document.adoptedStyleSheets.push(atOnce)
  const put = (name: string, value: string | null) =>
    value === null ? root.removeAttribute(name) : root.setAttribute(name, value)
  const faults = looks.flatMap(({ theme, mode, target }) => {
    put('data-theme', theme === 'dark' ? 'dark' : null)
    put('data-mode', mode === 'care' ? 'care' : null)
    root.style.fontSize = type ?? ''
    const found = [
      ...(contrast === undefined ? [] : contrastFaults(contrast)),
      ...(isTargets === true ? targetFaults(target) : []),
      ...(situation === undefined ? [] : overflowFaults(situation)),
    ]
    root.style.fontSize = ''
    return found.map((fault) => `${theme} ${mode}: ${fault}`)
  })
  document.adoptedStyleSheets.pop()
  return faults
}

const checks = { contrastFaults, targetFaults, overflowFaults }
type PageChecks = typeof checks

/** Functions are handed over as text. */
const sweep = (page: Page, these: readonly Look[], measures: Measures): Promise<string[]> => {
  const handed = Object.entries(checks).map(([name, check]) => `${name}: ${check.toString()}`)
  const rest = [these, measures].map((value) => JSON.stringify(value)).join(', ')
  return page.evaluate<string[]>(`(${sweepHere.toString()})({ ${handed.join(', ')} }, ${rest})`)
}

const putOn = (page: Page, look: Look): Promise<string[]> => sweep(page, [look], {})

/** What can be measured without a second library: contrast, targets, and no sideways scroll. */
async function sizeFaults(page: Page, these: readonly Look[]): Promise<string[]> {
  await page.setViewportSize(phone)
  const wide = [
    ...(await sweep(page, these, { contrast: LEAST_CONTRAST, isTargets: true })),
    ...(await sweep(page, these, { type: '140%', situation: 'text × 1.4' })),
  ]
  await page.setViewportSize(narrow)
  return [...wide, ...(await sweep(page, these, { situation: '320 px' }))]
}

/** Names, roles and states do not hang on colours and sizes: axe looks once, in the look that is furthest from the usual. */
async function lookFaults(page: Page): Promise<string[]> {
  await putOn(page, looks[3])
  await page.setViewportSize(phone)
  return [...(await axeViolations(page)), ...(await sizeFaults(page, [looks[3]]))]
}

/** A page that was just opened at the width of a desk; it is left somewhere else, with its texts lengthened. */
export async function pageFaults(page: Page): Promise<string[]> {
  const title = await page.title()
  const faults = title === '' || title === 'undefined' ? ['no title'] : []
  faults.push(...(await walkByKeyboard(page)))
  await injectAxe(page)
  if (await page.locator('[data-density]').count()) {
    faults.push(...(await axeViolations(page)), ...(await page.evaluate(targetFaults, 44)))
  }
  await page.setViewportSize(phone)
  faults.push(...(await axeViolations(page)), ...(await sizeFaults(page, looks)))
  faults.push(...(await sheetFaults(page, () => lookFaults(page))))
  // The banner is the same everywhere; what it moves is the page.
  faults.push(...(await offlineFaults(page, () => sweep(page, [looks[2]], { isTargets: true, situation: '320 px' }))))
  await putOn(page, looks[0])
  await page.evaluate(lengthenTexts, 0.4)
  faults.push(...(await page.evaluate(overflowFaults, 'texts 40 % longer')))
  await page.setViewportSize(desk)
  faults.push(...(await enterFirstLink(page)))
  return [...new Set(faults)]
}

/** A page that was seen with other words already: what words can break, in the look that leaves them least room. */
export async function wordFaults(page: Page): Promise<string[]> {
  const title = await page.title()
  const faults = title === '' || title === 'undefined' ? ['no title'] : []
  return [...faults, ...(await sizeFaults(page, [looks[2]]))]
}

/** The same page in the other language. That no name is missing there is the business of `locales.test.ts`. */
export async function englishFaults(page: Page): Promise<string[]> {
  const title = await page.title()
  const faults = /\p{Script=Han}/u.test(title) ? [`no English title: ${title}`] : []
  if ((await page.locator('html').getAttribute('lang')) !== 'en') faults.push('not in English')
  return [...faults, ...(await wordFaults(page))].map((fault) => `English: ${fault}`)
}
