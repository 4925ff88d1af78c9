import { onMounted, onScopeDispose, shallowRef } from 'vue'
import { useDraftsStore } from '../../../stores/drafts.ts'
import { useClock } from '../../../composables/use-server-clock.ts'
import { useDevice } from '../../../platform/device.ts'
import { createDraftStore, type Draft, type DraftForm } from './draft-store.ts'
import { useServerDraft } from './use-server-draft.ts'

/** From the first key that is not kept yet, well inside the promised second; a hand that never rests is kept all the same. */
const saveAfterMs = 500

const onThisDeviceOnly = (): ReturnType<typeof useServerDraft> => ({
  pushedAt: shallowRef(null),
  pushSoon: () => undefined,
  forget: () => undefined,
})

type Parts<Values> = {
  form: DraftForm<Values>
  /** What is in the form now. */
  values: () => Values
  hasChanges: () => boolean
  /** A later draft of another device takes the place of what is here. */
  onAdopted: (values: Values) => void
}

/** Keeps what is typed on this device, with the key of the submission that will come of it. */
export function useFormDraft<Values>({ form, values, hasChanges, onAdopted }: Parts<Values>) {
  const device = useDevice()
  const clock = useClock()
  const store = createDraftStore(useDraftsStore(), form)
  const savedAt = shallowRef<string | null>(null)
  const wasRestored = shallowRef(false)
  let key = device.createIdempotencyKey()
  let sent: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  let isTouched = false
  const server =
    form.kind === null
      ? onThisDeviceOnly()
      : useServerDraft({
          kind: form.kind,
          read: form.read,
          current: () => (isClosed ? null : store.load()),
          adopt(draft) {
            // What is being typed here is later still.
            if (isTouched || isClosed) return
            take(draft)
            store.save(draft)
            onAdopted(draft.values)
          },
        })

  function take(draft: Draft<Values>): void {
    key = draft.key
    sent = draft.sent
    savedAt.value = draft.savedAt
    wasRestored.value = true
  }

  function saveNow(): void {
    clearTimeout(timer)
    timer = undefined
    if (isClosed) return
    if (!hasChanges() && sent === null) {
      store.clear()
      server.forget()
      savedAt.value = null
      return
    }
    const at = clock.now()
    if (store.save({ key, values: values(), sent, savedAt: at })) savedAt.value = at
    server.pushSoon()
  }
  function saveSoon(): void {
    isTouched = true
    timer ??= setTimeout(saveNow, saveAfterMs)
  }
  function flush(): void {
    if (timer !== undefined) saveNow()
  }
  /** The key for this content. The same content keeps its key, so that a retry is the same request. */
  function keyFor(content: string): string {
    if (sent !== null && sent !== content) key = device.createIdempotencyKey()
    sent = content
    saveNow()
    return key
  }
  function forget(): void {
    clearTimeout(timer)
    store.clear()
    server.forget()
    savedAt.value = null
    wasRestored.value = false
    key = device.createIdempotencyKey()
    sent = null
  }
  function close(): void {
    forget()
    isClosed = true
  }
  function restore(): Values | null {
    const draft = store.load()
    if (!draft) return null
    take(draft)
    return draft.values
  }
  onMounted(() => {
    addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    removeEventListener('pagehide', flush)
    document.removeEventListener('visibilitychange', flush)
    flush()
  })
  return { savedAt, pushedAt: server.pushedAt, wasRestored, restore, saveSoon, flush, keyFor, forget, close }
}
