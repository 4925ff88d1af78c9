import { computed, shallowRef, watch } from 'vue'
import { SECOND_MS } from '@desk/shared/kernel/durations'
import { UNDO_MS } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useNow } from '../../../composables/use-server-clock.ts'
import { usePendingTasksStore } from '../../../stores/pending-tasks.ts'
import { type PendingUndo, useUndoStore } from '../../../stores/undo.ts'
import { currentOf } from '../use-decision.ts'

/** Returns the offer to undo several decisions, which lasts until the first of their deadlines; null: there are none. */
export function undoOffer(undoable: readonly { id: string; version: number; until: string }[]): PendingUndo | null {
  const [first] = undoable.map(({ until }) => until).sort()
  return first === undefined ? null : { requests: undoable.map(({ id, version }) => ({ id, version })), until: first }
}

/** Returns the offer to undo the decision of a request; null: it cannot be undone. */
export const undoOf = ({ id, version, allowed, undoUntil }: RequestView): PendingUndo | null =>
  undoOffer(undoUntil !== null && allowed.includes('undo') ? [{ id, version, until: undoUntil }] : [])

/** Undoes the pending decisions, and counts down the seconds that are left for it. */
export function useUndo() {
  const { requests } = useApi()
  const store = useUndoStore()
  const pendingTasks = usePendingTasksStore()
  const now = useNow(SECOND_MS)
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  const seconds = computed(() => {
    if (store.pending === null) return 0
    const left = Math.ceil((Date.parse(store.pending.until) - Date.parse(now.value)) / SECOND_MS)
    return Math.min(UNDO_MS / SECOND_MS, Math.max(0, left))
  })
  watch(seconds, (left) => {
    if (left === 0) store.offer(null)
  })
  const count = computed(() => (seconds.value > 0 ? (store.pending?.requests.length ?? 0) : 0))

  /**
   * Undoes the decisions, and reports the reopened requests and how many were too late. Requests that failed otherwise
   * can be tried again.
   */
  async function undo(onDone: (outcome: { reopened: readonly RequestView[]; late: number }) => void): Promise<void> {
    const wanted = store.pending
    if (!wanted || isSending.value) return
    isSending.value = true
    error.value = undefined
    const reopened: RequestView[] = []
    const left: { id: string; version: number }[] = []
    let late = 0
    for (const request of wanted.requests) {
      try {
        reopened.push(await requests.undo(request.id, request.version))
      } catch (cause) {
        if (currentOf(cause)) late += 1
        else {
          left.push(request)
          error.value = cause
        }
      }
    }
    isSending.value = false
    pendingTasks.changeApprovalCount(reopened.length)
    onDone({ reopened, late })
    // A later decision has a separate offer.
    if (store.pending === wanted) store.offer(left.length > 0 ? { ...wanted, requests: left } : null)
  }
  return { seconds, count, isSending, error, undo }
}
