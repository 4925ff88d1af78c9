import { onMounted, onScopeDispose, type Ref, shallowRef } from 'vue'

const DESK = '(min-width: 1024px)'

/** Returns whether the window is wide enough for the desktop layout; false before hydration. */
export function useIsDesk(): Readonly<Ref<boolean>> {
  const isDesk = shallowRef(false)
  let media: MediaQueryList | undefined
  const measure = () => (isDesk.value = media?.matches ?? false)
  onMounted(() => {
    media = matchMedia(DESK)
    media.addEventListener('change', measure)
    measure()
  })
  onScopeDispose(() => media?.removeEventListener('change', measure))
  return isDesk
}
