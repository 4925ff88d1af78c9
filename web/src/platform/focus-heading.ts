let observer: MutationObserver | null = null

/**
 * Moves the focus to the heading of a new page, so that screen readers announce it. While the page loads its data and has
 * no heading yet, `main` has the focus; the heading takes it over unless the user has moved it.
 */
export function focusHeading(): void {
  observer?.disconnect()
  observer = null
  if (focusOn(document.querySelector('h1'))) return
  const frame = document.querySelector<HTMLElement>('main')
  focusOn(frame)
  observer = new MutationObserver(() => {
    const heading = document.querySelector<HTMLElement>('h1')
    if (!heading) return
    observer?.disconnect()
    observer = null
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body || activeElement === frame) focusOn(heading)
  })
  observer.observe(document.body, { childList: true, subtree: true })
}

function focusOn(element: HTMLElement | null): boolean {
  if (!element) return false
  element.setAttribute('tabindex', '-1')
  element.focus({ preventScroll: true })
  return true
}
