import type { PageData, PageName } from '@desk/shared/pages/page-table'
import { computed, onMounted, onScopeDispose, type Ref, shallowRef, type ShallowRef } from 'vue'
import { toLoadError } from '../api/error-messages.ts'
import { useMessages } from '../locales/use-messages.ts'
import { usePageDataStore } from '../stores/page-data.ts'

/** What is shown in place of data that could not be loaded. */
export type LoadProblem = ReturnType<typeof toLoadError>

/** Returns the problem to show for the error of a failed read; null without one. */
export function useLoadProblem(error: Readonly<Ref<unknown>>): Readonly<Ref<LoadProblem | null>> {
  const messages = useMessages('core')
  return computed(() => (error.value === undefined ? null : toLoadError(messages, error.value)))
}

export type AsyncData<Data> = {
  data: ShallowRef<Data | null>
  error: ShallowRef<unknown>
  /** The error as it is shown. */
  problem: Readonly<Ref<LoadProblem | null>>
  isLoading: ShallowRef<boolean>
  reload: () => Promise<void>
}

/**
 * Provides the data of a page: `initial` of the first response, otherwise loaded after mounting, with `last` shown until
 * then. A failed reload keeps the data. Responses that arrive after a newer `reload()` or after unmounting are dropped. A
 * page sets `data` to the answer of a command: that is newer than a read which began before, and the read is repeated.
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
      const before = data.value
      const fresh = await load(signal)
      if (signal.aborted) return
      if (data.value !== before) return await reload()
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
  return { data, error, problem: useLoadProblem(error), isLoading, reload }
}

/** Provides the data of a page: of the first response, otherwise loaded after mounting. */
export const usePageData = <Name extends PageName>(
  name: Name,
  load: (signal: AbortSignal) => Promise<PageData<Name>>,
): AsyncData<PageData<Name>> => useAsyncData(usePageDataStore().take(name), load)
