/** Returns the control of a row that the arrow keys move to: the one of the same kind as `like`, or else the first. */
const controlIn = (row: Element | null, like: Element): HTMLElement | null =>
  row?.querySelector<HTMLElement>(like.matches('input') ? 'input[type=checkbox]' : 'th a, th button') ??
  row?.querySelector<HTMLElement>('a, button, input') ??
  null

/**
 * Handles arrow keys in the rows of a table: up and down move to the row before or after. With Shift on a checkbox,
 * `select` is called for the row that is reached.
 */
export function moveByArrow(event: KeyboardEvent, select: (row: Element) => void): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const { target } = event
  if (!(target instanceof Element) || target.matches('select, textarea, input:not([type=checkbox])')) return
  const row = target.closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const control = controlIn(next ?? null, target)
  if (!next || !control) return
  event.preventDefault()
  control.focus()
  if (event.shiftKey && target.matches('input')) select(next)
}
