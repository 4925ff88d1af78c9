import { defaultDocument, useEventListener } from '@vueuse/core'
import { onMounted, onScopeDispose, shallowRef, type Ref } from 'vue'
import type { RequestType } from '@desk/shared/requests/types/index'
import { useApi } from '../../../api/desk-api.ts'
import { draftOf, type Draft, type DraftForm } from './draft-store.ts'

/** Counted from the first change that is not on the server, so that continuous typing is saved as well. */
const PUSH_AFTER_MS = 5_000

type ServerDraftOptions<Values> = {
  read: DraftForm<Values>['read']
  /** The draft on this device, or null. */
  current: () => Draft<Values> | null
  /** Stores the draft on this device. */
  save: (draft: Draft<Values>) => void
  /** Called with a draft of another device that is newer than the one here; null: it was submitted or discarded there. */
  adopt: (draft: Draft<Values> | null) => void
}

export type ServerDraft = { pushedAt: Readonly<Ref<string | null>>; pushSoon: () => void; forget: () => void }

/** Saves the drafts of a form on the server. A page passes it, so that other pages do not load its code. */
export type SaveOnServer<Values> = (options: ServerDraftOptions<Values>) => ServerDraft

/**
 * Saves the draft of a new request on the server too, one per member and request type, for the member's other devices.
 * Network errors are not shown.
 */
export function useServerDraft<Values>(
  kind: RequestType,
  { read, current, save, adopt }: ServerDraftOptions<Values>,
): ServerDraft {
  const api = useApi().info
  const disposal = new AbortController()
  const pushedAt = shallowRef<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOnServer = false
  /** Whether the draft was discarded before the first response: the draft on the server is then discarded as well. */
  let isDiscarded = false
  let pending: Promise<void> = Promise.resolve()

  async function push(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const draft = current()
    if (!draft || draft.savedAt === pushedAt.value) return
    const { key, values, sent, savedAt } = draft
    isOnServer = true
    isDiscarded = false
    try {
      await api.saveDraft(kind, { content: { key, values, sent }, savedAt })
      pushedAt.value = savedAt
      if (current()?.savedAt === savedAt) save({ ...draft, isPushed: true })
    } catch {
      // The draft is saved on the device; the next change tries again.
    }
  }
  function pushNow(): void {
    pending = pending.then(push)
  }
  function pushSoon(): void {
    timer ??= setTimeout(pushNow, PUSH_AFTER_MS)
  }
  /** Discards the draft on the server, also one whose upload is still pending. */
  function forget(): void {
    clearTimeout(timer)
    timer = undefined
    pushedAt.value = null
    isDiscarded = true
    if (!isOnServer) return
    isOnServer = false
    pending = pending
      .then(() => api.discardDraft(kind))
      .then(() => undefined)
      .catch(() => undefined)
  }
  async function fetchDraft(): Promise<void> {
    try {
      const { draft } = await api.draft(kind, disposal.signal)
      if (disposal.signal.aborted) return
      const remote = draft && draftOf({ ...draft.content, savedAt: draft.savedAt }, { read })
      isOnServer ||= remote !== null
      if (isDiscarded) {
        forget()
        return
      }
      const local = current()
      if (remote && (!local || remote.savedAt > local.savedAt)) {
        pushedAt.value = remote.savedAt
        adopt({ ...remote, isPushed: true })
      } else if (!remote && local?.isPushed) adopt(null)
      else if (local) pushSoon()
    } catch {
      // The draft on this device is used.
    }
  }
  const flush = () => {
    if (timer !== undefined) pushNow()
  }
  onMounted(fetchDraft)
  useEventListener('pagehide', flush)
  useEventListener(defaultDocument, 'visibilitychange', flush)
  onScopeDispose(() => {
    disposal.abort()
    flush()
  })
  return { pushedAt, pushSoon, forget }
}
