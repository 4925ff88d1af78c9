import { onMounted, onScopeDispose } from 'vue'
import { useBoot } from '../boot.ts'
import { useDevice } from '../device.ts'

/** Time to scan a code with a phone; what is older belongs to another day's work. */
const keptMs = 10 * 60_000

type Kept<Typed> = { at: number; typed: Typed }

/**
 * What is typed in a form outlives a trip to WeCom and back, which a dangerous act may ask for: kept in this tab, for this
 * person, for ten minutes, and given back once. Null is nothing to keep.
 */
export function useKept<Typed>(name: string | undefined, form: { read(): Typed | null; restore(typed: Typed): void }) {
  const device = useDevice()
  const { corpId, userid } = useBoot().me
  const key = `desk:kept:${corpId}:${userid.toLowerCase()}:${name ?? ''}`

  function keep(): void {
    const typed = form.read()
    if (typed === null) return
    try {
      device.tab?.setItem(key, JSON.stringify({ at: device.now(), typed } satisfies Kept<Typed>))
    } catch {
      // Full or forbidden: he types it again.
    }
  }
  function giveBack(): void {
    try {
      const text = device.tab?.getItem(key) ?? null
      if (text === null) return
      device.tab?.removeItem(key)
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
