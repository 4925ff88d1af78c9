import { onMounted, onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

/** Whether the device says it has a network. True until the page is mounted, so that hydration agrees. */
export function useOnline(): Readonly<Ref<boolean>> {
  const isOnline = shallowRef(true)
  const look = () => (isOnline.value = navigator.onLine)
  onMounted(() => {
    look()
    addEventListener('online', look)
    addEventListener('offline', look)
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    removeEventListener('online', look)
    removeEventListener('offline', look)
  })
  return readonly(isOnline)
}
