import { onMounted, onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

export type Online = {
  isOnline: Readonly<Ref<boolean>>
  isLooking: Readonly<Ref<boolean>>
  lookAgain: () => Promise<void>
}

/**
 * Whether there is a network: what the device says, or better, what the server answers when somebody asks again. True
 * until the page is mounted, so that hydration agrees.
 */
export function useOnline(): Online {
  const isOnline = shallowRef(true)
  const isLooking = shallowRef(false)
  const onOnline = () => (isOnline.value = true)
  const onOffline = () => (isOnline.value = false)

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
  onMounted(() => {
    isOnline.value = navigator.onLine
    addEventListener('online', onOnline)
    addEventListener('offline', onOffline)
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    removeEventListener('online', onOnline)
    removeEventListener('offline', onOffline)
  })
  return { isOnline: readonly(isOnline), isLooking: readonly(isLooking), lookAgain }
}
