import { onMounted, watch, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useToastsStore } from '../../../stores/toasts.ts'
import { usePendingTasksStore } from '../../../stores/pending-tasks.ts'
import { useUndoStore } from '../../../stores/undo.ts'
import { useDecision, type GivenReason } from '../use-decision.ts'
import { undoOf } from '../own/use-undo.ts'
import { useMessages } from '../../../locales/use-messages.ts'

/** Provides the actions of an approver on the page of one request. */
export function useApprovalActions(request: ShallowRef<RequestView | null>, restart: () => void) {
  const requestMessages = useMessages('requests')
  const messages = useMessages('approvals')
  const toasts = useToastsStore()
  const { offer } = useUndoStore()
  const pendingTasks = usePendingTasksStore()
  const decision = useDecision(request)
  let doneMessage = ''

  /** Offers to undo the viewer's own decision, even after a reload. */
  function offerUndo(): void {
    const undo = request.value && undoOf(request.value)
    if (undo) offer(undo)
  }
  onMounted(offerUndo)
  watch(request, offerUndo)

  function finish(isDone: boolean): void {
    if (!isDone) return
    pendingTasks.changeApprovalCount(-1)
    // UndoBar announces a decision that can be undone.
    if (request.value?.undoUntil === null) toasts.showToast(doneMessage)
    restart()
    scrollTo({ top: 0 })
  }
  async function confirm(): Promise<void> {
    doneMessage = requestMessages.detail.decided
    finish(await decision.decide())
  }
  async function sendBack(reason: GivenReason): Promise<void> {
    doneMessage = messages.back.done
    finish(await decision.sendBack(reason))
  }
  async function transfer(person: { userid: string; name: string }, text: string): Promise<void> {
    doneMessage = messages.transfer.done(person.name)
    finish(await decision.transfer(person.userid, text))
  }
  async function retry(): Promise<void> {
    finish(await decision.submission.retry())
  }
  /** Shows this request again when its decision was undone. */
  function showReopened(views: readonly RequestView[]): void {
    const fresh = views.find(({ id }) => id === request.value?.id)
    if (fresh) request.value = fresh
  }
  return { ...decision, confirm, sendBack, transfer, retry, showReopened }
}
