import { defaultDocument, useEventListener } from '@vueuse/core'
import { onScopeDispose, shallowRef } from 'vue'
import { useDraftsStore } from '../../../stores/drafts.ts'
import { useClock } from '../../../composables/use-server-clock.ts'
import { useDevice } from '../../../platform/device.ts'
import { createDraftStore, type Draft, type DraftForm } from './draft-store.ts'
import type { SaveOnServer, ServerDraft } from './use-server-draft.ts'

/** Counted from the first unsaved change, so that continuous typing is saved as well; input is to be saved within a second. */
const SAVE_AFTER_MS = 500

const onThisDeviceOnly = (): ServerDraft => ({
  pushedAt: shallowRef(null),
  pushSoon: () => undefined,
  forget: () => undefined,
})

type FormDraftOptions<Values> = {
  form: DraftForm<Values>
  /** Undefined: the draft is saved on this device only. */
  saveOnServer: SaveOnServer<Values> | undefined
  /** The current values of the form. */
  values: () => Values
  hasChanges: () => boolean
  /** A newer draft of another device replaces the one on this device; without values: the draft no longer exists. */
  onAdopted: (values?: Values) => void
}

/** Saves the input on this device, together with the idempotency key of its later submission. */
export function useFormDraft<Values>({ form, saveOnServer, values, hasChanges, onAdopted }: FormDraftOptions<Values>) {
  const device = useDevice()
  const clock = useClock()
  const store = createDraftStore(useDraftsStore(), form)
  const savedAt = shallowRef<string | null>(null)
  /** Whether the latest input could not be stored, as when the storage is full or turned off. */
  const isUnsaved = shallowRef(false)
  const wasRestored = shallowRef(false)
  let key = device.createIdempotencyKey()
  let sent: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  let isTouched = false
  const server =
    saveOnServer?.({
      read: form.read,
      current: () => (isClosed ? null : store.load()),
      save: store.save,
      adopt(draft) {
        // The user has typed since: that input is newer.
        if (isTouched || isClosed) return
        if (draft) {
          take(draft)
          store.save(draft)
        } else forget()
        onAdopted(draft?.values)
      },
    }) ?? onThisDeviceOnly()

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
      isUnsaved.value = false
      return
    }
    const now = clock.now()
    const isSaved = store.save({ key, values: values(), sent, savedAt: now })
    if (isSaved) savedAt.value = now
    isUnsaved.value = !isSaved
    server.pushSoon()
  }
  function saveSoon(): void {
    isTouched = true
    timer ??= setTimeout(saveNow, SAVE_AFTER_MS)
  }
  function flush(): void {
    if (timer !== undefined) saveNow()
  }
  /** Returns the idempotency key of `content`. The same content keeps its key, so that a retry is the same request. */
  function keyFor(content: string): string {
    if (sent !== null && sent !== content) key = device.createIdempotencyKey()
    sent = content
    saveNow()
    return key
  }
  /** Takes another key: a request with the present one can no longer be made. */
  function renewKey(): void {
    key = device.createIdempotencyKey()
    sent = null
  }
  function forget(): void {
    clearTimeout(timer)
    timer = undefined
    store.clear()
    server.forget()
    savedAt.value = null
    isUnsaved.value = false
    wasRestored.value = false
    renewKey()
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
  useEventListener('pagehide', flush)
  useEventListener(defaultDocument, 'visibilitychange', flush)
  onScopeDispose(flush)
  return {
    savedAt,
    isUnsaved,
    pushedAt: server.pushedAt,
    wasRestored,
    restore,
    saveSoon,
    flush,
    lastSent: () => sent,
    keyFor,
    renewKey,
    forget,
    close,
  }
}
