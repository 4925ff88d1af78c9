/**
 * Functions that run inside the page. They are passed as text, so they may use only their argument and the DOM. Each
 * returns one sentence per fault.
 */

/** Checks the contrast of text with its computed background; WCAG 1.4.3 without the exception for large text. */
export function contrastFaults(minimum: number): string[] {
  type Colour = [number, number, number, number]
  const parse = (text: string): Colour => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
    // The computed value of a mixed colour is `color(srgb …)`, with shares of 1.
    const scale = text.startsWith('color(') ? 255 : 1
    return [r * scale, g * scale, b * scale, a]
  }
  const blend = (top: Colour, below: Colour): Colour => {
    const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3])
    return [mix(0), mix(1), mix(2), 1]
  }
  // Texts share most of their ancestors, and a computed style is slow to read.
  const backgrounds = new Map<Element, Colour | null>()
  const findBackground = (element: Element): Colour | null => {
    const style = getComputedStyle(element)
    if (style.backgroundImage !== 'none') return null
    const colour = parse(style.backgroundColor)
    if (colour[3] === 1) return colour
    const below = element.parentElement ? backgroundOf(element.parentElement) : ([255, 255, 255, 1] as Colour)
    return below && blend(colour, below)
  }
  const backgroundOf = (element: Element): Colour | null => {
    const known = backgrounds.get(element)
    if (known !== undefined) return known
    const found = findBackground(element)
    backgrounds.set(element, found)
    return found
  }
  const luminance = (colour: Colour) => {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const faults = new Set<string>()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (!element || text === '' || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      continue
    const { width, height } = element.getBoundingClientRect()
    if (width <= 1 || height <= 1) continue
    const behind = backgroundOf(element)
    if (!behind) continue
    const [a, b] = [luminance(blend(parse(getComputedStyle(element).color), behind)), luminance(behind)]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (ratio < minimum) faults.add(`contrast ${ratio.toFixed(2)}: ${text.slice(0, 30)}`)
  }
  return [...faults]
}

/** Checks that every control has the minimum target size. A checkbox inside a label has the size of the label. */
export function targetFaults(minimum: number): string[] {
  const clickable =
    'a[href], button, input:not([type=hidden]), select, textarea, summary, ' +
    '[role=button], [role=tab], [role=switch], [role=option], [role=slider], [role=checkbox], [role=radio]'
  return [...document.querySelectorAll<HTMLElement>(clickable)].flatMap((element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return []
    const own = element.getBoundingClientRect()
    // The skip link is clipped until it has the focus.
    if (own.width <= 1 || own.height <= 1) return []
    const isCheckable = element instanceof HTMLInputElement && ['checkbox', 'radio'].includes(element.type)
    const label = isCheckable ? element.closest('label') : null
    const { width, height } = label?.getBoundingClientRect() ?? own
    if (width >= minimum - 0.5 && height >= minimum - 0.5) return []
    const name = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 24)
    return [`target ${width.toFixed(0)} × ${height.toFixed(0)} < ${String(minimum)}: ${element.localName} ${name}`]
  })
}

/** Checks that the page does not scroll horizontally and that no text is cut off. */
export function overflowFaults(situation: string): string[] {
  const width = document.documentElement.clientWidth
  const nameOf = (element: Element) =>
    `${element.localName}.${element.className.toString().split(' ')[0] ?? ''} ${(element.textContent ?? '').trim().slice(0, 20)}`
  if (document.documentElement.scrollWidth > width) {
    const outside = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > width + 0.5 && element.checkVisibility(),
    )
    const innermost = outside.filter(
      (element) => !outside.some((other) => other !== element && element.contains(other)),
    )
    return [
      `${situation}: ${String(document.documentElement.scrollWidth)} px wide: ${innermost.slice(0, 2).map(nameOf).join(' | ')}`,
    ]
  }
  const cut = [
    ...document.body.querySelectorAll<HTMLElement>('a, button, h1, h2, h3, p, span, th, td, li, label'),
  ].filter((element) => {
    const { overflowX } = getComputedStyle(element)
    const { width: elementWidth } = element.getBoundingClientRect()
    // The preview of a chat list is cut off as WeCom does it; the whole name is beside it.
    const isPreview = element.matches('.chat-row')
    return !isPreview && overflowX !== 'visible' && elementWidth > 1 && element.scrollWidth > element.clientWidth + 1
  })
  return cut.slice(0, 2).map((element) => `${situation}: cut off: ${nameOf(element)}`)
}

/** Lengthens every text by the given share, like a long translation. */
export function lengthenTexts(share: number): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text && /\p{L}/u.test(node.data) && !node.parentElement?.closest('script, style'))
      texts.push(node)
  }
  for (const text of texts) {
    const characters = [...text.data.trim()]
    text.data += characters.slice(0, Math.ceil(characters.length * share)).join('')
  }
}
