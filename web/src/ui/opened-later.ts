import { h, shallowRef, type Component, type FunctionalComponent } from 'vue'

const waiting = new Set<() => Promise<void>>()

/**
 * A part that a press opens, in a file of its own: a page is drawn without it. Not Vue's asynchronous component, which
 * would be in everybody's start file.
 */
export function openedLater<Part extends Component>(load: () => Promise<{ default: Part }>): Part {
  const part = shallowRef<Part | null>(null)
  async function fetch(): Promise<void> {
    part.value ??= (await load()).default
  }
  waiting.add(fetch)
  const later: FunctionalComponent = (_, { attrs, slots }) => {
    if (part.value) return h(part.value, attrs, slots)
    void fetch()
    return null
  }
  later.inheritAttrs = false
  return later as unknown as Part
}

/** Fetches what may be opened on the pages that were seen so far, before the press that opens it. */
export function fetchOpened(): void {
  for (const fetch of waiting) {
    waiting.delete(fetch)
    fetch().catch(() => waiting.add(fetch))
  }
}
