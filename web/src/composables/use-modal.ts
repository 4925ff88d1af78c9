import { nextTick, onMounted, onScopeDispose, type Ref } from 'vue'

/** What Tab stops at. */
const focusable = ['a[href]', '[tabindex]:not([tabindex="-1"])', 'button', 'input', 'select', 'textarea']
  .map((one) => `${one}:not([disabled])`)
  .join()

/**
 * What a dialog owes: focus goes in, stays in and comes back; Esc and the client's back button close it; what lies
 * behind is inert.
 */
export function useModal(panel: Readonly<Ref<HTMLElement | null>>, close: () => void): void {
  let opener: Element | null = null
  let isOnHistory = false
  const background = () => document.getElementById('app')

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault()
      close()
    }
    if (event.key === 'Tab') keepInside(event)
  }
  function keepInside(event: KeyboardEvent): void {
    const inside = [...(panel.value?.querySelectorAll<HTMLElement>(focusable) ?? [])]
    const [first, last] = [inside[0], inside[inside.length - 1]]
    if (!first || !last) return
    const edge = event.shiftKey ? first : last
    if (document.activeElement !== edge && panel.value?.contains(document.activeElement)) return
    event.preventDefault()
    ;(event.shiftKey ? last : first).focus()
  }
  function onBack(): void {
    isOnHistory = false
    close()
  }

  onMounted(async () => {
    opener = document.activeElement
    background()?.setAttribute('inert', '')
    // An entry of its own, so that back closes the sheet and not the page. The router finds its own state in it.
    history.pushState(history.state, '')
    isOnHistory = true
    addEventListener('popstate', onBack)
    document.addEventListener('keydown', onKey)
    await nextTick()
    panel.value?.focus()
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    removeEventListener('popstate', onBack)
    document.removeEventListener('keydown', onKey)
    background()?.removeAttribute('inert')
    if (isOnHistory) history.back()
    if (opener instanceof HTMLElement) opener.focus()
  })
}
