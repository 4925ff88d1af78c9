let waiting: MutationObserver | null = null

/**
 * Who reads by ear learns of the new page where a sighted person sees it. A page that loads its data first has no
 * heading yet: its frame takes the focus until the heading is there, unless somebody went on meanwhile.
 */
export function focusHeading(): void {
  waiting?.disconnect()
  waiting = null
  if (focusOn(document.querySelector('h1'))) return
  const frame = document.querySelector<HTMLElement>('main')
  focusOn(frame)
  waiting = new MutationObserver(() => {
    const heading = document.querySelector<HTMLElement>('h1')
    if (!heading) return
    waiting?.disconnect()
    waiting = null
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body || activeElement === frame) focusOn(heading)
  })
  waiting.observe(document.body, { childList: true, subtree: true })
}

function focusOn(element: HTMLElement | null): boolean {
  if (!element) return false
  element.setAttribute('tabindex', '-1')
  element.focus({ preventScroll: true })
  return true
}
