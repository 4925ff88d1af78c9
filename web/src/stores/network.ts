import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/**
 * Tracks whether there is a network: as the device reports it, and by a request to the server when the user checks it.
 * True until `listen()` is called after mounting, so that hydration matches.
 */
export const useNetworkStore = defineStore('network', () => {
  const isOnline = shallowRef(true)
  const isChecking = shallowRef(false)
  let isListening = false

  /** Adds the listeners once, for the lifetime of the document. */
  function listen(): void {
    if (isListening) return
    isListening = true
    isOnline.value = navigator.onLine
    addEventListener('online', () => (isOnline.value = true))
    addEventListener('offline', () => (isOnline.value = false))
  }
  async function checkConnection(): Promise<void> {
    if (isChecking.value) return
    isChecking.value = true
    try {
      await fetch('/healthz', { cache: 'no-store' })
      // Notifies all listeners as if the device had reported that the network is back.
      dispatchEvent(new Event('online'))
    } catch {
      isOnline.value = false
    } finally {
      isChecking.value = false
    }
  }
  return { isOnline, isChecking, listen, checkConnection }
})
