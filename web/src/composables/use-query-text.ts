import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

/** Returns a parameter of the address, trimmed; empty without it. */
export function useQueryText(name: string): ComputedRef<string> {
  const route = useRoute()
  return computed(() => {
    const { [name]: text } = route.query
    return typeof text === 'string' ? text.trim() : ''
  })
}
