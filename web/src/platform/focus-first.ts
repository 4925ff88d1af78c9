import { nextTick } from 'vue'

/** Moves the focus, and with it the view, to the first element that matches, once the page shows what is missing. */
export async function focusFirst(selector: string): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>(selector)?.focus()
}
