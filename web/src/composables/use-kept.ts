import { nextTick, onMounted, onScopeDispose, type Ref } from 'vue'
import { useSessionStore } from '../stores/session.ts'
import { useDevice } from '../platform/device.ts'

/** Time to scan a code with a phone; what is older belongs to another day's work. */
const keptMs = 10 * 60_000

type Kept<Typed> = { at: number; typed: Typed }

/**
 * What is typed in a form outlives a trip to WeCom and back, which a dangerous act may ask for: kept in this tab, for this
 * person, for ten minutes, and given back once. Null is nothing to keep.
 */
export function useKept<Typed>(name: string | undefined, form: { read(): Typed | null; restore(typed: Typed): void }) {
  const device = useDevice()
  const { corpId, userid } = useSessionStore().me
  // By the page, too: a reason for one thing is none for the next.
  const keyOf = () => `desk:kept:${corpId}:${userid.toLowerCase()}:${location.pathname}:${name ?? ''}`

  function keep(): void {
    const typed = form.read()
    if (typed === null) return
    try {
      device.tab?.setItem(keyOf(), JSON.stringify({ at: device.now(), typed } satisfies Kept<Typed>))
    } catch {
      // Full or forbidden: he types it again.
    }
  }
  function giveBack(): void {
    try {
      const text = device.tab?.getItem(keyOf()) ?? null
      if (text === null) return
      device.tab?.removeItem(keyOf())
      const { at, typed } = JSON.parse(text) as Kept<Typed> // Written above, by the same form.
      if (device.now() - at < keptMs) form.restore(typed)
    } catch {
      // Not ours, or not readable: an empty form.
    }
  }
  onMounted(() => {
    if (name === undefined) return
    giveBack()
    addEventListener('pagehide', keep)
  })
  onScopeDispose(() => {
    if (typeof window !== 'undefined') removeEventListener('pagehide', keep)
  })
}

/** The same for a form whose fields these are: kept once one of them is not what it was when the form was shown. */
export function useKeptFields(name: string, fields: Readonly<Record<string, Ref<unknown>>>): void {
  const read = () => Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]))
  function restore(typed: Readonly<Record<string, unknown>>): void {
    for (const [field, ref] of Object.entries(fields)) if (field in typed) ref.value = typed[field]
  }
  let shown = ''
  onMounted(() => (shown = JSON.stringify(read())))
  useKept(name, {
    read: () => (JSON.stringify(read()) === shown ? null : read()),
    restore(typed) {
      restore(typed)
      // One field may fill another when it changes.
      void nextTick(() => restore(typed))
    },
  })
}
