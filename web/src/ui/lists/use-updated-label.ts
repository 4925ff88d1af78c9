import { computed, type ComputedRef, type Ref, shallowRef, watch } from 'vue'
import { useClock, useNow } from '../../composables/use-server-clock.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Returns whether a list still begins with the rows shown before: a further page does not make them newer. */
const isContinued = (data: unknown, before: unknown): boolean =>
  Array.isArray(data) && Array.isArray(before) && before.length > 0 && data[0] === before[0]

/** Returns the text that says when the data shown was loaded: with the page, or by the last reload that succeeded. */
export function useUpdatedLabel(data: Readonly<Ref<unknown>>): ComputedRef<string> {
  const clock = useClock()
  const now = useNow()
  const messages = useMessages('core')
  const loadedAt = shallowRef(clock.serverNow)
  watch(data, (fresh, before) => {
    if (!isContinued(fresh, before)) loadedAt.value = clock.now()
  })
  return computed(() => messages.lists.staleSince(messages.day(loadedAt.value, now.value)))
}
