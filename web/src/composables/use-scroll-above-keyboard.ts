import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/**
 * The keyboard takes half of the screen, and browsers only take care that the caret is seen: what is written in `form`
 * stays there as a whole, with its button.
 */
export function useScrollAboveKeyboard(form: Readonly<Ref<HTMLElement | null>>): void {
  const follow = () => {
    if (form.value?.contains(document.activeElement)) form.value.scrollIntoView({ block: 'center' })
  }
  onMounted(() => {
    window.visualViewport?.addEventListener('resize', follow)
    // The keyboard may have come before the page was alive.
    follow()
  })
  onBeforeUnmount(() => window.visualViewport?.removeEventListener('resize', follow))
}
