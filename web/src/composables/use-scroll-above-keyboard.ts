import { defaultWindow, useEventListener } from '@vueuse/core'
import { onMounted, type Ref } from 'vue'

/**
 * Keeps `form` completely visible above the on-screen keyboard, with its button: browsers only scroll the caret into view.
 */
export function useScrollAboveKeyboard(form: Readonly<Ref<HTMLElement | null>>): void {
  const follow = () => {
    if (form.value?.contains(document.activeElement)) form.value.scrollIntoView({ block: 'center' })
  }
  useEventListener(defaultWindow?.visualViewport, 'resize', follow)
  // The keyboard may be open before hydration.
  onMounted(follow)
}
