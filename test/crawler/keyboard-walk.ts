import type { Page } from '@playwright/test'

type Stop = { index: number | null; name: string; isVisible: boolean }
/** The element that each Tab reached, and the numbers of the elements that the page still has. */
type Walk = { walked: (Stop | null)[]; expected: number[] }
type WalkedWindow = typeof globalThis & { walkSoFar: () => Walk }

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

/**
 * Records, at each Tab, the element that the Tab before reached: by then the page has scrolled there. Records inside the page,
 * because a call after each press would take longer than all other checks.
 */
function recordStops(): void {
  const currentStop = (): Stop | null => {
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
  const walked: (Stop | null)[] = []
  addEventListener('keydown', () => walked.push(currentStop()), { capture: true })
  const walkSoFar = (): Walk => ({
    walked: [...walked, currentStop()],
    // Elements that disappeared meanwhile, such as the button that loads the last rows, are not expected.
    expected: [...document.querySelectorAll<HTMLElement>('[data-walk]')].map(({ dataset }) => Number(dataset['walk'])),
  })
  Object.assign(globalThis, { walkSoFar })
}

/** Returns the numbered elements that the focus reached, in order, until it left the page or began again. */
function reachedIn(walked: Walk['walked']): { reached: Stop[]; isRoundOver: boolean } {
  const reached: Stop[] = []
  for (const stop of walked) {
    if (!stop) {
      if (reached.length > 0) return { reached, isRoundOver: true }
      continue
    }
    if (stop.index === null || stop.index === reached.at(-1)?.index) continue
    if (reached.some(({ index }) => index === stop.index)) return { reached, isRoundOver: true }
    reached.push(stop)
  }
  return { reached, isRoundOver: false }
}

/** A date field has four stops: day, month, year and a button. */
const STOPS_OF_A_DATE = 4
/** Controls that appear during the walk: tasks that load after the page, rows when the end of a list comes into view. */
const EXTRA_STOPS = 200
/** Presses between two readings of how far the focus came. */
const PRESSES = 20

/** Presses Tab through a new page: every element must be reached in order, with a visible focus ring. */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const { stops, dates } = await page.evaluate(numberStops)
  await page.evaluate(recordStops)
  const pressesMax = stops + dates * STOPS_OF_A_DATE + EXTRA_STOPS
  let found: { reached: Stop[]; expected: number[] } = { reached: [], expected: [] }
  for (let pressed = 0; pressed < pressesMax; pressed += PRESSES) {
    // The key is held down instead of pressed: each awaited press would be another call.
    await Promise.all(Array.from({ length: PRESSES }, () => page.keyboard.down('Tab')))
    const { walked, expected } = await page.evaluate(() => (globalThis as WalkedWindow).walkSoFar())
    const { reached, isRoundOver } = reachedIn(walked)
    found = { reached, expected }
    if (isRoundOver || expected.every((stop) => reached.some(({ index }) => index === stop))) break
  }
  await page.keyboard.up('Tab')
  const { reached, expected } = found
  const [expectedOrder, reachedOrder] = [
    expected,
    reached.flatMap(({ index }) => (index !== null && expected.includes(index) ? [index] : [])),
  ].map((list) => list.join(' '))
  return [
    ...reached.filter(({ isVisible }) => !isVisible).map(({ name }) => `focus not visible: ${name}`),
    ...(reachedOrder === expectedOrder ? [] : [`Tab reached ${String(reachedOrder)} of ${String(expectedOrder)}`]),
  ]
}

/** How long a link may take to open a page. */
const OPEN_MS = 30_000

/** Returns the path without ids and numbers, which lead to the same page. */
export const withoutIds = (path: string): string => path.replace(/\/[^/]*\d[^/]*/g, '/*')

/**
 * Presses Enter on the first link: the next page must open, with a title, and with the focus on its heading. A page that was
 * `opened` by another link is not opened again.
 */
export async function firstLinkFaults(page: Page, opened: Set<string>): Promise<string[]> {
  const from = page.url()
  // Excluded are a filter, which may link to the page itself, and a link to a field, which focuses the field.
  const here = new URL(from).pathname
  const link = page
    .locator(`main a[href^="/"]:not([href="${here}"]):not([href^="${here}?"]):not([href*="field="]):visible`)
    .first()
  if ((await link.count()) === 0) return []
  const target = withoutIds(((await link.getAttribute('href')) ?? '').replace(/[?#].*/, ''))
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
