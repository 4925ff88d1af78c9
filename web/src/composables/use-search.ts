import { onScopeDispose, readonly, shallowReadonly, shallowRef, type Ref } from 'vue'

/** Long enough for the next sign of a fast hand, short enough not to be felt. */
const typingMs = 250

export type Search<Hit> = {
  hits: Readonly<Ref<readonly Hit[]>>
  state: Readonly<Ref<'idle' | 'searching' | 'found' | 'failed'>>
  ask: (text: string) => void
}

/** Looks while somebody types. Only the answer to the last text counts. */
export function useSearch<Hit>(
  look: (text: string, signal: AbortSignal) => Promise<readonly Hit[]>,
  isEnough: (text: string) => boolean,
): Search<Hit> {
  const hits = shallowRef<readonly Hit[]>([])
  const state = shallowRef<'idle' | 'searching' | 'found' | 'failed'>('idle')
  let timer: ReturnType<typeof setTimeout> | undefined
  let current = new AbortController()

  async function run(text: string): Promise<void> {
    const { signal } = current
    state.value = 'searching'
    try {
      const found = await look(text, signal)
      if (signal.aborted) return
      hits.value = found
      state.value = 'found'
    } catch {
      if (!signal.aborted) state.value = 'failed'
    }
  }
  function ask(text: string): void {
    clearTimeout(timer)
    current.abort()
    current = new AbortController()
    const wanted = text.trim()
    if (isEnough(wanted)) {
      timer = setTimeout(() => void run(wanted), typingMs)
      return
    }
    hits.value = []
    state.value = 'idle'
  }
  onScopeDispose(() => {
    clearTimeout(timer)
    current.abort()
  })
  return { hits: shallowReadonly(hits), state: readonly(state), ask }
}
