import type { Page } from '@playwright/test'

type Stop = { index: number | null; name: string; isSeen: boolean }

/** Numbers what Tab should reach, in the order of the document, and says how many and how many are dates. */
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
      // Of those that belong together Tab reaches the chosen one, or the first.
      const alike = [...document.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${element.name}"]`)]
      if (element !== (alike.find(({ checked }) => checked) ?? alike[0])) continue
    }
    if (element instanceof HTMLInputElement && element.type === 'date') dates += 1
    element.dataset['walk'] = String(stops)
    stops += 1
  }
  return { stops, dates }
}

function currentStop(): Stop | null {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return null
  const rings = [element, element.nextElementSibling]
    .filter((candidate) => candidate !== null)
    .map((candidate) => getComputedStyle(candidate))
  const box = element.getBoundingClientRect()
  return {
    index: element.dataset['walk'] === undefined ? null : Number(element.dataset['walk']),
    name: `${element.localName} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 20)}`,
    isSeen:
      rings.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) &&
      box.bottom > 0 &&
      box.top < innerHeight,
  }
}

/** A day, a month and a year are three stops of one field, and a button. */
const STOPS_OF_A_DATE = 4

/** Tab from the top to the bottom of a page that nobody has touched: everything in order, each with a ring around it. */
export async function walkByKeyboard(page: Page): Promise<string[]> {
  const { stops, dates } = await page.evaluate(numberStops)
  const faults: string[] = []
  const reached: number[] = []
  for (let press = 0; press < stops + dates * STOPS_OF_A_DATE + 2; press += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(currentStop)
    if (!stop) {
      if (reached.length > 0) break
      continue
    }
    if (stop.index === null || stop.index === reached.at(-1)) continue
    if (reached.length === stops) break
    reached.push(stop.index)
    if (!stop.isSeen) faults.push(`focus not to be seen: ${stop.name}`)
  }
  // What went away meanwhile, as a button that loads the last rows does, was to be reached no longer.
  const left = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-walk]')].map((element) => Number(element.dataset['walk'])),
  )
  const [wanted, walked] = [left, reached.filter((index) => left.includes(index))].map((list) => list.join(' '))
  if (walked !== wanted) faults.push(`Tab reached ${String(walked)} of ${String(wanted)}`)
  return faults
}

/** Enter on the first link of the page leads on; within the app the new heading has the focus and the title is its own. */
export async function enterFirstLink(page: Page): Promise<string[]> {
  const link = page.locator('main a[href^="/"]').first()
  if ((await link.count()) === 0) return []
  const from = page.url()
  const start = await page.evaluate(() => performance.timeOrigin)
  await link.focus()
  await page.keyboard.press('Enter')
  const hasMoved = await page
    .waitForURL((url) => url.href !== from, { timeout: 10_000 })
    .then(() => true)
    .catch(() => false)
  if (!hasMoved) return ['Enter on the first link led nowhere']
  await page.locator('h1').first().waitFor({ state: 'attached' })
  const after = await page.evaluate(() => ({
    start: performance.timeOrigin,
    focus: document.activeElement?.localName,
    title: document.title,
  }))
  if (after.title === '' || after.title === 'undefined') return [`no title at ${page.url()}`]
  return after.start === start && after.focus !== 'h1' ? [`focus on ${after.focus ?? 'nothing'} after a link`] : []
}
