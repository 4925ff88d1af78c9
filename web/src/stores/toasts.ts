import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

const shownMs = 2_000

/** Shows a result for a moment and announces it to screen readers. Errors are also shown elsewhere. */
export const useToastsStore = defineStore('toasts', () => {
  const message = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function showToast(text: string): void {
    clearTimeout(timer)
    message.value = text
    timer = setTimeout(() => (message.value = ''), shownMs)
  }
  return { message, showToast }
})
