import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue'

export type AsyncData<Data> = {
  data: ShallowRef<Data | null>
  error: ShallowRef<unknown>
  isLoading: ShallowRef<boolean>
  reload: () => Promise<void>
}

/**
 * Provides the data of a page: `initial` of the first response, otherwise loaded after mounting, with `last` shown until
 * then. A failed reload keeps the data. Responses that arrive after a newer `reload()` or after unmounting are dropped.
 */
export function useAsyncData<Data>(
  initial: Data | null,
  load: (signal: AbortSignal) => Promise<Data>,
  last: Data | null = null,
): AsyncData<Data> {
  const data = shallowRef(initial ?? last)
  const error = shallowRef<unknown>()
  const isLoading = shallowRef(initial === null)
  let current = new AbortController()
  async function reload(): Promise<void> {
    current.abort()
    current = new AbortController()
    const { signal } = current
    isLoading.value = true
    try {
      const fresh = await load(signal)
      if (signal.aborted) return
      data.value = fresh
      error.value = undefined
    } catch (cause) {
      if (!signal.aborted) error.value = cause
    } finally {
      if (!signal.aborted) isLoading.value = false
    }
  }
  onMounted(() => {
    if (initial === null) void reload()
  })
  onScopeDispose(() => {
    current.abort()
  })
  return { data, error, isLoading, reload }
}
