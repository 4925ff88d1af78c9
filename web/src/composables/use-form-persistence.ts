import { nextTick, onMounted, onScopeDispose, type Ref } from 'vue'
import { useDraftsStore } from '../stores/drafts.ts'
import { useDevice } from '../platform/device.ts'

/** Time to scan a code with a phone; what is older belongs to another day's work. */
const keptMs = 10 * 60_000

type Kept<Typed> = { at: number; typed: Typed }

/**
 * What is typed in a form outlives a trip to WeCom and back, which a dangerous act may ask for: kept in this tab, for this
 * person, for ten minutes, and given back once. Null is nothing to keep.
 */
export function useFormPersistence<Typed>(
  name: string | undefined,
  form: { read(): Typed | null; restore(typed: Typed): void },
) {
  const device = useDevice()
  const drafts = useDraftsStore()
  // By the page, too: a reason for one thing is none for the next.
  const nameHere = () => `${location.pathname}:${name ?? ''}`

  function keep(): void {
    const typed = form.read()
    if (typed !== null) drafts.save('kept', nameHere(), { at: device.now(), typed } satisfies Kept<Typed>)
  }
  function giveBack(): void {
    const kept = drafts.load('kept', nameHere()) as Kept<Typed> | null // Written above, by the same form.
    drafts.clear('kept', nameHere())
    if (kept && device.now() - kept.at < keptMs) form.restore(kept.typed)
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
export function usePersistedFields(name: string, fields: Readonly<Record<string, Ref<unknown>>>): void {
  const read = () => Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]))
  function restore(typed: Readonly<Record<string, unknown>>): void {
    for (const [field, ref] of Object.entries(fields)) if (field in typed) ref.value = typed[field]
  }
  let shown = ''
  onMounted(() => (shown = JSON.stringify(read())))
  useFormPersistence(name, {
    read: () => (JSON.stringify(read()) === shown ? null : read()),
    restore(typed) {
      restore(typed)
      // One field may fill another when it changes.
      void nextTick(() => restore(typed))
    },
  })
}
