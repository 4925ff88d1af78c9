import type { Page } from '@playwright/test'
import { axeViolations, injectAxe } from './axe.ts'
import { firstLinkFaults, keyboardFaults } from './keyboard-walk.ts'
import { offlineFaults, sheetFaults } from './open-states.ts'
import { contrastFaults, lengthenTexts, overflowFaults, targetFaults } from './page-checks.ts'

const looks = [
  { theme: 'light', mode: 'normal', target: 44 },
  { theme: 'dark', mode: 'normal', target: 44 },
  { theme: 'light', mode: 'care', target: 60 },
  { theme: 'dark', mode: 'care', target: 60 },
] as const
type Look = (typeof looks)[number]

const MIN_CONTRAST = 4.5
const phone = { width: 375, height: 812 }
const narrow = { width: 320, height: 640 }
export const desktop = { width: 1024, height: 768 }

/** The checks that `measureLooks` runs for each look, at the current width of the page. */
type Measures = { contrast?: number; isTargets?: boolean; type?: string; situation?: string }

/**
 * Applies each look and measures it. Runs inside the page in a single call, because calls to a page are slower than the
 * checks. Transitions are disabled meanwhile.
 */
function measureInPage(
  { contrastFaults, targetFaults, overflowFaults }: PageChecks,
  looks: readonly Look[],
  { contrast, isTargets, type, situation }: Measures,
): string[] {
  const root = document.documentElement
  const noTransitions = new CSSStyleSheet()
  noTransitions.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')
  document.adoptedStyleSheets.push(noTransitions)
  const setOrRemove = (name: string, value: string | null) =>
    value === null ? root.removeAttribute(name) : root.setAttribute(name, value)
  const faults = looks.flatMap(({ theme, mode, target }) => {
    setOrRemove('data-theme', theme === 'dark' ? 'dark' : null)
    setOrRemove('data-mode', mode === 'care' ? 'care' : null)
    root.style.fontSize = type ?? ''
    const violations = [
      ...(contrast === undefined ? [] : contrastFaults(contrast)),
      ...(isTargets === true ? targetFaults(target) : []),
      ...(situation === undefined ? [] : overflowFaults(situation)),
    ]
    root.style.fontSize = ''
    return violations.map((fault) => `${theme} ${mode}: ${fault}`)
  })
  document.adoptedStyleSheets.pop()
  return faults
}

const checks = { contrastFaults, targetFaults, overflowFaults }
type PageChecks = typeof checks

/** Runs `measureInPage` with the check functions as text, because functions cannot be passed to the page. */
const measureLooks = (page: Page, selectedLooks: readonly Look[], measures: Measures): Promise<string[]> => {
  const functions = Object.entries(checks).map(([name, check]) => `${name}: ${check.toString()}`)
  const args = [selectedLooks, measures].map((value) => JSON.stringify(value)).join(', ')
  return page.evaluate<string[]>(`(${measureInPage.toString()})({ ${functions.join(', ')} }, ${args})`)
}

const applyLook = (page: Page, look: Look): Promise<string[]> => measureLooks(page, [look], {})

/** Checks contrast, target sizes and horizontal overflow. */
async function sizeFaults(page: Page, selectedLooks: readonly Look[]): Promise<string[]> {
  await page.setViewportSize(phone)
  const wide = [
    ...(await measureLooks(page, selectedLooks, { contrast: MIN_CONTRAST, isTargets: true })),
    ...(await measureLooks(page, selectedLooks, { type: '140%', situation: 'text × 1.4' })),
  ]
  await page.setViewportSize(narrow)
  return [...wide, ...(await measureLooks(page, selectedLooks, { situation: '320 px' }))]
}

/** Checks an open sheet, in one look only. The page behind it was checked before. */
async function openSheetFaults(page: Page): Promise<string[]> {
  await applyLook(page, looks[3])
  await page.setViewportSize(phone)
  return [...(await axeViolations(page, '[role=dialog]')), ...(await sizeFaults(page, [looks[3]]))]
}

/**
 * Runs all checks on a page that was just opened at desktop width. Afterwards the browser may be on another page; `opened` has
 * those that a link has opened.
 */
export async function pageFaults(page: Page, opened: Set<string>): Promise<string[]> {
  const title = await page.title()
  const faults = title === '' || title === 'undefined' ? ['no title'] : []
  faults.push(...(await keyboardFaults(page)))
  await injectAxe(page)
  if (await page.locator('[data-density]').count()) {
    faults.push(...(await axeViolations(page)), ...(await page.evaluate(targetFaults, 44)))
    faults.push(...(await page.evaluate(overflowFaults, `${String(desktop.width)} px`)))
  }
  await page.setViewportSize(phone)
  faults.push(...(await axeViolations(page)), ...(await sizeFaults(page, looks)))
  faults.push(...(await sheetFaults(page, () => openSheetFaults(page))))
  // The banner is the same on every page, so only its effect on the layout is checked.
  faults.push(
    ...(await offlineFaults(page, () => measureLooks(page, [looks[2]], { isTargets: true, situation: '320 px' }))),
  )
  await applyLook(page, looks[0])
  await page.evaluate(lengthenTexts, 0.4)
  faults.push(...(await page.evaluate(overflowFaults, 'texts 40 % longer')))
  await page.setViewportSize(desktop)
  faults.push(...(await firstLinkFaults(page, opened)))
  return [...new Set(faults)]
}

/** Checks a page that was already checked with other data: only what texts can break, in the narrowest look. */
export async function wordFaults(page: Page): Promise<string[]> {
  const title = await page.title()
  const faults = title === '' || title === 'undefined' ? ['no title'] : []
  return [...faults, ...(await sizeFaults(page, [looks[2]]))]
}

/**
 * Checks the page in English, as the server renders it: hydration is the same in both languages. `locales.test.ts` checks that
 * every text is translated.
 */
export async function englishFaults(page: Page): Promise<string[]> {
  const title = await page.title()
  const faults = /\p{Script=Han}/u.test(title) ? [`no English title: ${title}`] : []
  if ((await page.locator('html').getAttribute('lang')) !== 'en') faults.push('not in English')
  return [...faults, ...(await wordFaults(page))].map((fault) => `English: ${fault}`)
}
