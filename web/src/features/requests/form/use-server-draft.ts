import { onMounted, onScopeDispose, shallowRef } from 'vue'
import type { RequestType } from '@desk/shared/requests/types/index'
import { useApi } from '../../../api/desk-api.ts'
import { draftOf, type Draft, type DraftForm } from './draft-store.ts'

/** From the first key that is not on the server yet; a hand that never rests is kept all the same. */
const pushAfterMs = 5_000

type Parts<Values> = {
  kind: RequestType
  read: DraftForm<Values>['read']
  /** What this device keeps; null: nothing. */
  current: () => Draft<Values> | null
  /** A draft of another device, typed later than what is here. */
  adopt: (draft: Draft<Values>) => void
}

/** Keeps the draft on the server too, so that it is there on the next device. Without a network nothing is said. */
export function useServerDraft<Values>({ kind, read, current, adopt }: Parts<Values>) {
  const api = useApi().info
  const leaving = new AbortController()
  const pushedAt = shallowRef<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isKept = false
  /** Given up before the server said whether it has one: then what it has is what was given up. */
  let isGivenUp = false
  let pending: Promise<void> = Promise.resolve()

  async function push(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const draft = current()
    if (!draft || draft.savedAt === pushedAt.value) return
    const { key, values, sent, savedAt } = draft
    isKept = true
    isGivenUp = false
    try {
      await api.saveDraft(kind, { content: { key, values, sent }, savedAt })
      pushedAt.value = savedAt
    } catch {
      // The device has it; the next key tries again.
    }
  }
  function pushNow(): void {
    pending = pending.then(push)
  }
  function pushSoon(): void {
    timer ??= setTimeout(pushNow, pushAfterMs)
  }
  /** Forgets what was pushed, also what is still under way. */
  function forget(): void {
    clearTimeout(timer)
    timer = undefined
    pushedAt.value = null
    isGivenUp = true
    if (!isKept) return
    isKept = false
    pending = pending
      .then(() => api.discardDraft(kind))
      .then(
        () => undefined,
        () => undefined,
      )
  }
  async function look(): Promise<void> {
    try {
      const { draft } = await api.draft(kind, leaving.signal)
      if (leaving.signal.aborted) return
      const there = draft && draftOf({ ...draft.content, savedAt: draft.savedAt }, { read })
      isKept ||= there !== null
      if (isGivenUp) {
        forget()
        return
      }
      const here = current()
      if (there && (!here || there.savedAt > here.savedAt)) {
        pushedAt.value = there.savedAt
        adopt(there)
      } else if (here) pushSoon()
    } catch {
      // Without it, what is on this device is all there is.
    }
  }
  const onHide = () => {
    if (timer !== undefined) pushNow()
  }
  onMounted(() => {
    void look()
    addEventListener('pagehide', onHide)
    document.addEventListener('visibilitychange', onHide)
  })
  onScopeDispose(() => {
    leaving.abort()
    if (typeof window === 'undefined') return
    removeEventListener('pagehide', onHide)
    document.removeEventListener('visibilitychange', onHide)
    onHide()
  })
  return { pushedAt, pushSoon, forget }
}
