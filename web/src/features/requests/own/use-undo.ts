import { computed, shallowRef, watch } from 'vue'
import { UNDO_MS } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useNow } from '../../../composables/use-server-clock.ts'
import { useInboxStore } from '../../../stores/pending-tasks.ts'
import { type PendingUndo, useUndoStore } from '../../../stores/undo.ts'
import { currentOf } from '../use-decision.ts'

/** As an offer: of the requests whose decision can still be taken back, until the first of them cannot. */
export function undoOffer(open: readonly { id: string; version: number; until: string }[]): PendingUndo | null {
  const [first] = open.map(({ until }) => until).sort()
  return first === undefined ? null : { requests: open.map(({ id, version }) => ({ id, version })), until: first }
}

export const undoOf = ({ id, version, allowed, undoUntil }: RequestView): PendingUndo | null =>
  undoOffer(undoUntil !== null && allowed.includes('undo') ? [{ id, version, until: undoUntil }] : [])

/** Second thoughts: the seconds that are left, and the way back. Source: domain I-13. */
export function useUndo() {
  const { engine } = useApi()
  const store = useUndoStore()
  const inbox = useInboxStore()
  const now = useNow(1_000)
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  const seconds = computed(() => {
    if (store.pending === null) return 0
    const left = Math.ceil((Date.parse(store.pending.until) - Date.parse(now.value)) / 1_000)
    return Math.min(UNDO_MS / 1_000, Math.max(0, left))
  })
  watch(seconds, (left) => {
    if (left === 0) store.offer(null)
  })
  const count = computed(() => (seconds.value > 0 ? (store.pending?.requests.length ?? 0) : 0))

  /** What became of each: the reopened ones, and how many it was too late for. What did not arrive can be tried again. */
  async function undo(onDone: (outcome: { reopened: readonly RequestView[]; late: number }) => void): Promise<void> {
    const wanted = store.pending
    if (!wanted || isSending.value) return
    isSending.value = true
    error.value = undefined
    const reopened: RequestView[] = []
    const left: { id: string; version: number }[] = []
    let late = 0
    for (const one of wanted.requests) {
      try {
        reopened.push(await engine.undo(one.id, one.version))
      } catch (cause) {
        if (currentOf(cause)) late += 1
        else {
          left.push(one)
          error.value = cause
        }
      }
    }
    isSending.value = false
    // First told, then gone: with the offer goes the bar that tells it.
    inbox.decided(-reopened.length)
    onDone({ reopened, late })
    store.offer(left.length > 0 ? { ...wanted, requests: left } : null)
  }
  return { seconds, count, isSending, error, undo }
}
