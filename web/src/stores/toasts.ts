import { refAutoReset } from '@vueuse/core'
import { defineStore } from 'pinia'

const SHOWN_MS = 2_000

/** Shows a result for a moment and announces it to screen readers. Errors are also shown elsewhere. */
export const useToastsStore = defineStore('toasts', () => {
  const message = refAutoReset('', SHOWN_MS)
  function showToast(text: string): void {
    message.value = text
  }
  return { message, showToast }
})
