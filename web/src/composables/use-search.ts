import { useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, readonly, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import { useApi } from '../api/desk-api.ts'
import { useDirectoryStore } from '../stores/directory.ts'

/** Longer than the pause between two characters of a fast typist, too short to be noticed. */
const DEBOUNCE_MS = 250

export type Search<Option> = {
  results: Readonly<Ref<readonly Option[]>>
  state: Readonly<Ref<'idle' | 'searching' | 'found' | 'failed'>>
  searchFor: (text: string) => void
}

/** Searches while the user types. Only the response to the last text is used. */
export function useSearch<Option>(
  search: (text: string, signal: AbortSignal) => Promise<readonly Option[]>,
  isEnough: (text: string) => boolean,
): Search<Option> {
  const results = shallowRef<readonly Option[]>([])
  const state = shallowRef<'idle' | 'searching' | 'found' | 'failed'>('idle')
  let current = new AbortController()

  async function run(text: string): Promise<void> {
    const { signal } = current
    state.value = 'searching'
    try {
      const found = await search(text, signal)
      if (signal.aborted) return
      results.value = found
      state.value = 'found'
    } catch {
      if (!signal.aborted) state.value = 'failed'
    }
  }
  const { start, stop } = useTimeoutFn((text: string) => void run(text), DEBOUNCE_MS, { immediate: false })
  function searchFor(text: string): void {
    stop()
    current.abort()
    current = new AbortController()
    const wanted = text.trim()
    if (isEnough(wanted)) return start(wanted)
    results.value = []
    state.value = 'idle'
  }
  onScopeDispose(() => {
    current.abort()
  })
  return { results: shallowReadonly(results), state: readonly(state), searchFor }
}

/** Searches departments by `text`. `scope` names the permission by which `find` answers: results are cached for each scope. */
export function useDepartmentSearch<Option extends { id: number; path: readonly string[] }>(
  scope: string,
  find: (q: string, signal: AbortSignal) => Promise<{ items: readonly Option[] }>,
) {
  const directory = useDirectoryStore()
  const text = shallowRef('')
  const { results, state, searchFor } = useSearch<Option>(
    (q, signal) => directory.find(scope, q, async () => (await find(q, signal)).items),
    (q) => q !== '',
  )
  watch(text, searchFor)
  return { text, results, state }
}

/** Returns the search of `DepartmentPicker`. */
export function useDepartmentFinder() {
  const { info } = useApi()
  const directory = useDirectoryStore()
  return (q: string, signal: AbortSignal) =>
    directory.find('departments', q, async () => (await info.findDepartments(q, signal)).items)
}
