import { shallowRef } from 'vue'
import type { BatchAnswer, BatchBody } from '@desk/shared/requests/approval-schemas'
import type { RequestSummary, RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useSubmit } from '../../../composables/use-submit.ts'
import { usePendingTasksStore } from '../../../stores/pending-tasks.ts'
import { useToastsStore } from '../../../stores/toasts.ts'
import { useUndoStore } from '../../../stores/undo.ts'
import type { GivenReason } from '../use-decision.ts'
import { undoOffer } from '../own/use-undo.ts'
import { useMessages } from '../../../locales/use-messages.ts'

type Decision = BatchBody['items'][number]['decision']
type Failure = { request: RequestSummary; code: string | null; view: RequestView | null }
export type BatchResult = {
  action: Decision['do']
  decided: readonly RequestSummary[]
  failures: readonly Failure[]
}

/** Returns which requests of a batch were decided, and which failed and why. */
export function resultOf(
  action: Decision['do'],
  requests: readonly RequestSummary[],
  { items }: BatchAnswer,
): BatchResult {
  const failures = requests.flatMap((request) => {
    const answer = items.find(({ id }) => id === request.id)
    if (answer?.ok) return []
    return [{ request, code: answer?.code ?? null, view: answer?.view ?? null }]
  })
  const decided = requests.filter((request) => !failures.some((failure) => failure.request === request))
  return { action, decided, failures }
}

/**
 * Decides several requests at once. Each succeeds or fails on its own, and `result` lists the failures. The undo offer
 * reports what succeeded; a toast does when nothing can be undone.
 */
export function useBatch() {
  const api = useApi().requests
  const messages = useMessages('approvals').batch
  const toasts = useToastsStore()
  const { offer } = useUndoStore()
  const pendingTasks = usePendingTasksStore()
  const submission = useSubmit()
  const result = shallowRef<BatchResult | null>(null)

  function decide(requests: readonly RequestSummary[], decision: Decision): Promise<boolean> {
    const items = requests.map(({ id, version, seenHash }) => ({ id, version, seenHash, decision }))
    return submission.submit({
      content: items,
      send: (attempt) => api.decideBatch({ items }, attempt),
      onDone(answer) {
        const { action, decided } = (result.value = resultOf(decision.do, requests, answer))
        pendingTasks.changeApprovalCount(-decided.length)
        const undo = undoOffer(answer.items.flatMap((item) => (item.undo ? [{ id: item.id, ...item.undo }] : [])))
        offer(undo)
        if (undo === null && decided.length > 0) toasts.showToast(messages.done[action](decided.length))
      },
    })
  }
  const agree = (requests: readonly RequestSummary[]) => decide(requests, { do: 'agree' })
  const sendBack = (requests: readonly RequestSummary[], reason: GivenReason) =>
    decide(requests, { do: 'return', reason })
  return { submission, result, agree, sendBack }
}
