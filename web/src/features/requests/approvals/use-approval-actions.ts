import { onMounted, watch, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useToastsStore } from '../../../stores/toasts.ts'
import { useInboxStore } from '../../../stores/pending-tasks.ts'
import { useUndoStore } from '../../../stores/undo.ts'
import { useDecision, type GivenReason } from '../use-decision.ts'
import { undoOf } from '../own/use-undo.ts'
import { useMessages } from '../../../locales/use-messages.ts'

/** What a decider does on the page of one request, with what is said when it is done. */
export function useApproving(request: ShallowRef<RequestView | null>, restart: () => void) {
  const coreMessages = useMessages('requests')
  const messages = useMessages('approvals')
  const toasts = useToastsStore()
  const { offer } = useUndoStore()
  const inbox = useInboxStore()
  const decision = useDecision(request)
  let done = ''

  /** His own decision on this page can be taken back, also after a reload. */
  function offerUndo(): void {
    const undo = request.value && undoOf(request.value)
    if (undo) offer(undo)
  }
  onMounted(offerUndo)
  watch(request, offerUndo)

  function finish(isDone: boolean): void {
    if (!isDone) return
    inbox.decided(1)
    // The bar that offers the way back says it itself.
    if (request.value?.undoUntil === null) toasts.showToast(done)
    restart()
    scrollTo({ top: 0 })
  }
  async function confirm(): Promise<void> {
    done = coreMessages.detail.decided
    finish(await decision.decide())
  }
  async function sendBack(reason: GivenReason): Promise<void> {
    done = messages.back.done
    finish(await decision.sendBack(reason))
  }
  async function transfer(person: { userid: string; name: string }, text: string): Promise<void> {
    done = messages.transfer.done(person.name)
    finish(await decision.transfer(person.userid, text))
  }
  async function retry(): Promise<void> {
    finish(await decision.order.retry())
  }
  /** Undone: this one is open again; another one stays where it is. */
  function reopened(views: readonly RequestView[]): void {
    const fresh = views.find(({ id }) => id === request.value?.id)
    if (fresh) request.value = fresh
  }
  return { ...decision, confirm, sendBack, transfer, retry, reopened }
}
