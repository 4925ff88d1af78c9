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
/** The looks of which a page is shown in one, besides the light look; the dark care mode combines both. */
const otherLooks = [looks[1], looks[2]] as const
/** The looks of a desk with touch. The light one is last, since the page stays in the last look. */
const deskLooks = [looks[1], looks[0]]
/** The looks of a desk with a mouse, whose controls may be smaller than those for a finger (WCAG 2.2, 2.5.8). */
const fineLooks = [
  { theme: 'light', mode: 'normal', target: 24 },
  { theme: 'dark', mode: 'normal', target: 24 },
] as const
type Look = (typeof looks)[number] | (typeof fineLooks)[number]

const MIN_CONTRAST = 4.5
const phone = { width: 375, height: 812 }
const narrow = { width: 320, height: 640 }
export const desktop = { width: 1024, height: 768 }
const middleDesk = { width: 1280, height: 800 }
const wideDesk = { width: 1440, height: 900 }
const desks = [desktop, middleDesk, wideDesk]
type Size = typeof desktop

/**
 * How much of a page is checked: everything, or what comes in its turn, which is the index of the page. The turns show each page
 * in the light look and in one other, and a page of the desk either by touch in a wide window, also to axe, or with a mouse.
 */
export type Extent = 'all' | number
const hasTurn = (extent: Extent, turn: 0 | 1): boolean => extent === 'all' || extent % 2 === turn

/** What was opened or checked on an earlier page of the crawl: the targets of links, and sheets. */
export type Seen = { links: Set<string>; sheets: Set<string> }

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

/** Returns one look of each mode: the theme changes only colours. */
const onePerMode = (selectedLooks: readonly Look[]): readonly Look[] =>
  selectedLooks.filter(({ mode }, index) => selectedLooks.findIndex((look) => look.mode === mode) === index)

/** Checks contrast, target sizes and horizontal overflow. */
async function sizeFaults(page: Page, selectedLooks: readonly Look[]): Promise<string[]> {
  const oneLookPerMode = onePerMode(selectedLooks)
  await page.setViewportSize(phone)
  const atPhoneWidth = [
    ...(await measureLooks(page, selectedLooks, { contrast: MIN_CONTRAST, isTargets: true })),
    ...(await measureLooks(page, oneLookPerMode, { type: '140%', situation: 'text × 1.4' })),
  ]
  await page.setViewportSize(narrow)
  return [...atPhoneWidth, ...(await measureLooks(page, oneLookPerMode, { situation: '320 px' }))]
}

/** Checks a page of the desk in these looks, at the widths of these windows. */
async function deskFaults(page: Page, sizes: readonly Size[], selectedLooks: readonly Look[]): Promise<string[]> {
  const faults: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    const measures = { contrast: MIN_CONTRAST, isTargets: true, situation: `${String(size.width)} px` }
    faults.push(...(await measureLooks(page, selectedLooks, measures)))
  }
  return [...new Set(faults)]
}

/**
 * Checks an open sheet in the dark care mode; unless the check is thorough, only at the narrow width that the page has by then.
 * The page behind it is checked separately.
 */
async function openSheetFaults(page: Page, isThorough: boolean): Promise<string[]> {
  if (!isThorough) {
    const measures = { contrast: MIN_CONTRAST, isTargets: true, situation: '320 px' }
    // Measured first: the page stays in this look, so that axe checks the sheet in it.
    const faults = await measureLooks(page, [looks[3]], measures)
    return [...(await axeViolations(page, '[role=dialog]')), ...faults]
  }
  await applyLook(page, looks[3])
  await page.setViewportSize(phone)
  return [...(await axeViolations(page, '[role=dialog]')), ...(await sizeFaults(page, [looks[3]]))]
}

/**
 * Runs the checks of this extent on a page that was just opened at desktop width, and returns a sentence for each fault.
 * Afterwards the browser may be on another page. Only with 'all' is the page walked by keyboard, shown in the dark care mode
 * (also to axe), without a network and with longer texts, and one of the desk in the dark and in wider windows.
 */
export async function pageFaults(page: Page, seen: Seen, extent: Extent): Promise<string[]> {
  const isThorough = extent === 'all'
  const title = await page.title()
  const faults = title === '' || title === 'undefined' ? ['no title'] : []
  if (isThorough) faults.push(...(await keyboardFaults(page)))
  await injectAxe(page)
  const isOfDesk = await isDesk(page)
  if (isOfDesk && hasTurn(extent, 0)) {
    faults.push(...(await axeViolations(page)))
    faults.push(...(await deskFaults(page, isThorough ? desks : [desktop], isThorough ? deskLooks : [looks[0]])))
  }
  await page.setViewportSize(phone)
  if (!isOfDesk || hasTurn(extent, 1)) faults.push(...(await axeViolations(page)))
  faults.push(...(await sizeFaults(page, isThorough ? looks : [looks[0], otherLooks[extent % 2 === 0 ? 0 : 1]])))
  const checked = isThorough ? new Set<string>() : seen.sheets
  faults.push(...(await sheetFaults(page, checked, () => openSheetFaults(page, isThorough))))
  // The banner is the same on every page, so only its effect on the layout is checked.
  const measureOffline = () => measureLooks(page, [looks[2]], { isTargets: true, situation: '320 px' })
  if (isThorough) faults.push(...(await offlineFaults(page, measureOffline)))
  await applyLook(page, looks[0])
  if (isThorough) {
    await applyLook(page, looks[3])
    faults.push(...(await axeViolations(page)).map((fault) => `dark care: ${fault}`))
    await applyLook(page, looks[0])
    await page.evaluate(lengthenTexts, 0.4)
    faults.push(...(await page.evaluate(overflowFaults, 'texts 40 % longer')))
  }
  await page.setViewportSize(desktop)
  faults.push(...(await firstLinkFaults(page, seen.links)))
  return [...new Set(faults)]
}

/** Returns whether the open page is one of the desk. */
const isDesk = async (page: Page): Promise<boolean> => (await page.locator('[data-density]').count()) > 0

/** Returns whether the open page is one of the desk that is also opened with a mouse. */
export const needsMouse = async (page: Page, extent: Extent): Promise<boolean> =>
  hasTurn(extent, 1) && (await isDesk(page))

/**
 * Checks a page of the desk that is opened with a mouse, with its compact controls: at the middle width in both themes, and
 * whether it fits the others. With 'all', everything at each width.
 */
export async function fineFaults(page: Page, _seen: Seen, extent: Extent): Promise<string[]> {
  if (!(await page.evaluate(() => matchMedia('(pointer: fine)').matches))) return ['fine pointer: the browser has none']
  const isThorough = extent === 'all'
  const faults = await deskFaults(page, isThorough ? desks : [middleDesk], fineLooks)
  for (const size of isThorough ? [] : [desktop, wideDesk]) {
    await page.setViewportSize(size)
    faults.push(...(await measureLooks(page, [fineLooks[0]], { situation: `${String(size.width)} px` })))
  }
  return faults.map((fault) => `fine pointer: ${fault}`)
}

/** Checks a page that was already checked with other data: only what texts can break, in care mode, which has the least room. */
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
