import { type Component, computed, type ComputedRef, shallowRef, watch } from 'vue'
import { useIsDesk } from './use-is-desk.ts'

/**
 * Returns a component that only a desk shows; a phone does not load it. Null on a phone, before hydration, and when it
 * could not be loaded.
 */
export function useDeskPart<Part extends Component>(load: () => Promise<{ default: Part }>): ComputedRef<Part | null> {
  const isDesk = useIsDesk()
  const part = shallowRef<Part | null>(null)
  watch(isDesk, async (isWide) => {
    if (isWide)
      part.value ??= await load().then(
        (loaded) => loaded.default,
        () => null,
      )
  })
  return computed(() => (isDesk.value ? part.value : null))
}
