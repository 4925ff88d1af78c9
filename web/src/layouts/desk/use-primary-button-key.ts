import { defaultDocument, useEventListener } from '@vueuse/core'

/**
 * Presses the primary button of the open dialog, or of the page, with Ctrl Enter. Presses nothing where there are several,
 * since it is not clear which one is meant.
 */
export function usePrimaryButtonKey(): void {
  useEventListener(defaultDocument, 'keydown', (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing, repeat, defaultPrevented } = event
    if (key !== 'Enter' || !(ctrlKey || metaKey) || altKey || shiftKey) return
    // A key that is held would also press the button of the dialog that it opened.
    if (isComposing || repeat || defaultPrevented) return
    const place = [...document.querySelectorAll('[role=dialog]')].at(-1) ?? document.querySelector('main')
    // Older browsers have no `checkVisibility`, so all buttons count as visible.
    const shown = [...(place?.querySelectorAll<HTMLElement>('.button-primary') ?? [])].filter(
      (button) => !('checkVisibility' in button) || button.checkVisibility(),
    )
    const [button] = shown
    if (!button || shown.length > 1) return
    event.preventDefault()
    button.click()
  })
}
