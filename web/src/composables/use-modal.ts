import { defaultDocument, promiseTimeout, useEventListener } from '@vueuse/core'
import { nextTick, onMounted, onScopeDispose, type Ref } from 'vue'
import { focusHeading } from '../platform/focus-heading.ts'
import { isComposing } from '../platform/is-composing.ts'

/** The elements that Tab stops at. */
const focusable = ['a[href]', '[tabindex]:not([tabindex="-1"])', 'button', 'input', 'select', 'textarea']
  .map((selector) => `${selector}:not([disabled])`)
  .join()

const HISTORY_MS = 300

/** Resolves once a dialog that was just closed has left the history, so that another page or dialog can open. */
export const waitForHistory = (): Promise<unknown> =>
  Promise.race([
    new Promise((resolve) => {
      addEventListener('popstate', resolve, { once: true })
    }),
    promiseTimeout(HISTORY_MS),
  ])

/**
 * Gives a dialog its behaviour: the focus moves into it, stays there and returns afterwards, to the heading of the page if
 * what opened the dialog is gone; Esc and the back button close it; the page behind it is inert.
 */
export function useModal(panel: Readonly<Ref<HTMLElement | null>>, close: () => void): void {
  let opener: Element | null = null
  /** Address at which its history entry was added; empty: it has none. */
  let openedAt = ''
  const background = () => document.getElementById('app')

  function keepFocusInside(event: KeyboardEvent): void {
    // A disabled group disables what is in it.
    const inside = [...(panel.value?.querySelectorAll<HTMLElement>(focusable) ?? [])].filter(
      (element) => !element.closest('fieldset[disabled], [hidden]'),
    )
    const [first, last] = [inside[0], inside[inside.length - 1]]
    if (!first || !last) return
    const edge = event.shiftKey ? first : last
    if (document.activeElement !== edge && panel.value?.contains(document.activeElement)) return
    event.preventDefault()
    ;(event.shiftKey ? last : first).focus()
  }

  useEventListener(defaultDocument, 'keydown', (event: KeyboardEvent) => {
    // Esc also ends the composition of a Chinese character.
    if (isComposing(event)) return
    if (event.key === 'Escape') {
      event.preventDefault()
      close()
    }
    if (event.key === 'Tab') keepFocusInside(event)
  })
  useEventListener('popstate', () => {
    openedAt = ''
    close()
  })
  onMounted(async () => {
    opener = document.activeElement
    background()?.setAttribute('inert', '')
    // A separate history entry: the back button closes the dialog, not the page. It keeps the state of the router.
    history.pushState(history.state, '')
    openedAt = location.href
    await nextTick()
    panel.value?.focus()
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    background()?.removeAttribute('inert')
    // Unless the dialog is gone because another address was opened in it.
    if (openedAt === location.href) history.back()
    if (opener instanceof HTMLElement) opener.focus()
    // The row or button that opened the dialog may be gone with it.
    void nextTick(() => {
      if (!opener?.isConnected && document.activeElement === document.body) focusHeading()
    })
  })
}
