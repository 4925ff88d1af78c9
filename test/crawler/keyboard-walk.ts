import type { Page } from '@playwright/test'

type Stop = { index: number | null; name: string; isVisible: boolean }

/** Numbers the elements that Tab should reach, in document order; returns their number and the number of date fields. */
function numberStops(): { stops: number; dates: number } {
  const reachable =
    'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), ' +
    'textarea:not([disabled]), summary, [tabindex]'
  let stops = 0
  let dates = 0
  for (const element of document.querySelectorAll<HTMLElement>(reachable)) {
    if (element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) continue
    if (element.closest('[inert]')) continue
    if (element instanceof HTMLInputElement && element.type === 'radio') {
      // Tab reaches only the checked radio button of a group, or the first one.
      const group = [...document.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${element.name}"]`)]
      if (element !== (group.find(({ checked }) => checked) ?? group[0])) continue
    }
    if (element instanceof HTMLInputElement && element.type === 'date') dates += 1
    element.dataset['walk'] = String(stops)
    stops += 1
  }
  return { stops, dates }
}

function currentStop(): Stop | null {
  const element = document.activeElement
  // A chart is an SVG element.
  if (!(element instanceof HTMLElement || element instanceof SVGElement) || element === document.body) return null
  const rings = [element, element.nextElementSibling]
    .filter((candidate) => candidate !== null)
    .map((candidate) => getComputedStyle(candidate))
  const box = element.getBoundingClientRect()
  return {
    index: element.dataset['walk'] === undefined ? null : Number(element.dataset['walk']),
    name: `${element.localName} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 20)}`,
    isVisible:
      rings.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) &&
      box.bottom > 0 &&
      box.top < innerHeight,
  }
}

/** A date field has four stops: day, month, year and a button. */
const STOPS_OF_A_DATE = 4
/** Controls that appear meanwhile: tasks that are loaded after the page, rows when the end of a list comes into view. */
const LATE_STOPS = 200

/** Presses Tab through a new page: every element must be reached in order, with a visible focus ring. */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const { stops, dates } = await page.evaluate(numberStops)
  const faults: string[] = []
  const reached: number[] = []
  for (let press = 0; press < stops + dates * STOPS_OF_A_DATE + LATE_STOPS; press += 1) {
    // Held down: a release per stop would be one more call.
    await page.keyboard.down('Tab')
    const stop = await page.evaluate(currentStop)
    if (!stop) {
      if (reached.length > 0) break
      continue
    }
    if (stop.index === null || stop.index === reached.at(-1)) continue
    // All were reached, or a held key went on from the last to the first.
    if (reached.length === stops || reached.includes(stop.index)) break
    reached.push(stop.index)
    // The page may still be scrolling to it.
    const isVisible = stop.isVisible || (await page.evaluate(currentStop))?.isVisible === true
    if (!isVisible) faults.push(`focus not visible: ${stop.name}`)
  }
  await page.keyboard.up('Tab')
  // Elements that disappeared meanwhile, such as the button that loads the last rows, are not expected.
  const remaining = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-walk]')].map((element) => Number(element.dataset['walk'])),
  )
  const [expectedOrder, reachedOrder] = [remaining, reached.filter((index) => remaining.includes(index))].map((list) =>
    list.join(' '),
  )
  if (reachedOrder !== expectedOrder) faults.push(`Tab reached ${String(reachedOrder)} of ${String(expectedOrder)}`)
  return faults
}

/** Ends the wait for a page that does not open. */
const OPEN_MS = 30_000

/** Ids and numbers in a path, which lead to the same page. */
const idsInPath = /\/[^/]*\d[^/]*/g

/**
 * Presses Enter on the first link: the next page must open, with a title, and with the focus on its heading. A page that was
 * `opened` by another link is not opened again.
 */
export async function firstLinkFaults(page: Page, opened: Set<string>): Promise<string[]> {
  const from = page.url()
  // The desk has no back link: its breadcrumbs and its navigation take its place. A filter may link to the
  // page itself; a link to a field leads to the field.
  const here = new URL(from).pathname
  const link = page
    .locator(`main a[href^="/"]:not([href="${here}"]):not([href^="${here}?"]):not([href*="field="]):visible`)
    .first()
  if ((await link.count()) === 0) return []
  const target = ((await link.getAttribute('href')) ?? '').replace(/[?#].*/, '').replace(idsInPath, '/*')
  if (opened.has(target)) return []
  opened.add(target)
  const start = await page.evaluate(() => performance.timeOrigin)
  await link.focus()
  await page.keyboard.press('Enter')
  const hasMoved = await page
    .waitForURL((url) => url.href !== from, { timeout: OPEN_MS })
    .then(() => true)
    .catch(() => false)
  if (!hasMoved) return ['Enter on the first link opened no page']
  await page.locator('h1').first().waitFor({ state: 'attached' })
  const after = await page.evaluate(() => ({
    start: performance.timeOrigin,
    focus: document.activeElement?.localName,
    title: document.title,
  }))
  if (after.title === '' || after.title === 'undefined') return [`no title at ${page.url()}`]
  return after.start === start && after.focus !== 'h1' ? [`focus on ${after.focus ?? 'nothing'} after a link`] : []
}
