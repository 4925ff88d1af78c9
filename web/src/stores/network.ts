import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/**
 * Whether there is a network: what the device says, or better, what the server answers when somebody asks again. True
 * until somebody listens, once mounted, so that hydration agrees.
 */
export const useNetworkStore = defineStore('network', () => {
  const isOnline = shallowRef(true)
  const isLooking = shallowRef(false)
  let isListening = false

  /** For as long as the document lives, however many ask. */
  function listen(): void {
    if (isListening) return
    isListening = true
    isOnline.value = navigator.onLine
    addEventListener('online', () => (isOnline.value = true))
    addEventListener('offline', () => (isOnline.value = false))
  }
  async function lookAgain(): Promise<void> {
    if (isLooking.value) return
    isLooking.value = true
    try {
      await fetch('/healthz', { cache: 'no-store' })
      // Everybody who waits for the network hears of it, as if the device had said so.
      dispatchEvent(new Event('online'))
    } catch {
      isOnline.value = false
    } finally {
      isLooking.value = false
    }
  }
  return { isOnline, isLooking, listen, lookAgain }
})
