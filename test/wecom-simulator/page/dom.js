const svg = 'http://www.w3.org/2000/svg'

const paths = {
  check: ['m5 12.6 4.6 4.6L19 7.4'],
  cross: ['m6 6 12 12M18 6 6 18'],
  warning: ['M12 4 21 19.5H3z', 'M12 10v4.2M12 16.9v.01'],
  back: ['m14.5 5.5-6.5 6.5 6.5 6.5'],
  go: ['m9.5 5.5 6.5 6.5-6.5 6.5'],
  more: ['M5.5 12h.01M12 12h.01M18.5 12h.01'],
  shield: ['M12 3.2 19 6v5.3c0 4.4-2.9 7.6-7 9.5-4.1-1.9-7-5.1-7-9.5V6z', 'm8.8 11.8 2.3 2.3 4.1-4.4'],
  clock: ['M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z', 'M12 7.5V12l3 2'],
}

export const icon = (name, className = 'i') => {
  const element = document.createElementNS(svg, 'svg')
  element.setAttribute('class', className)
  element.setAttribute('viewBox', '0 0 24 24')
  element.setAttribute('aria-hidden', 'true')
  for (const d of paths[name]) {
    const path = document.createElementNS(svg, 'path')
    path.setAttribute('d', d)
    element.append(path)
  }
  return element
}

/** Creates an element: `h('button', { class: 'btn', onclick }, '文字')`. `null` attributes and children are omitted. */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  if (tag === 'button' && !element.hasAttribute('type')) element.setAttribute('type', 'button')
  element.append(...children.flat().filter((child) => child !== null && child !== undefined))
  return element
}

export const byId = (id) => document.getElementById(id)

let release = null
let resolveRelease = null
const onPointerDown = ({ button }) => {
  // The release of other buttons may go to a menu of the browser.
  if (button === 0) release ??= new Promise((resolve) => (resolveRelease = resolve))
}
addEventListener('pointerdown', onPointerDown, true)
for (const end of ['pointerup', 'pointercancel']) {
  // The timeout runs after the click event of the release.
  const onRelease = () => {
    release = null
    resolveRelease?.()
  }
  addEventListener(end, () => setTimeout(onRelease), true)
}
/** Waits until no button is pressed: redrawing a button between press and release would lose its click. */
export const waitForRelease = async () => {
  await release
}

const zone = 'Asia/Shanghai'
const clockFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour12: false, timeStyle: 'medium' })
const minuteFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour12: false, timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: 'long', day: 'numeric', weekday: 'short' })
/** Returns a day such as `3月17日 周二`. */
export const dayOf = (ms) =>
  dayFormat
    .formatToParts(ms)
    .map(({ type, value }) => (type === 'weekday' ? ` ${value}` : value))
    .join('')
export const timeOf = (ms) => clockFormat.format(ms)
export const minuteOf = (ms) => minuteFormat.format(ms)

/** Selects items of a radiogroup or tablist with the arrow keys. */
export const addArrowKeys = (container) => {
  container.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step || !event.target.matches('button')) return
    const buttons = [...container.querySelectorAll('button')]
    const index = buttons.indexOf(event.target)
    event.preventDefault()
    buttons[(index + step + buttons.length) % buttons.length].click()
    // The click redrew the list.
    container.querySelector('[aria-checked="true"], [aria-selected="true"]')?.focus()
  })
}
