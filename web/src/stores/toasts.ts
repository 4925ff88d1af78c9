import { refAutoReset } from '@vueuse/core'
import { defineStore } from 'pinia'

const shownMs = 2_000

/** Shows a result for a moment and announces it to screen readers. Errors are also shown elsewhere. */
export const useToastsStore = defineStore('toasts', () => {
  const message = refAutoReset('', shownMs)
  function showToast(text: string): void {
    message.value = text
  }
  return { message, showToast }
})
