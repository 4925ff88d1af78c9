import { computed, shallowRef } from 'vue'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { ApprovalFilter } from '../../../api/requests-api.ts'
import type { GivenReason } from '../use-decision.ts'
import { useApprovals } from '../use-request-list.ts'
import { mayDecideInList } from './may-decide-in-list.ts'
import { type BatchResult, useBatch } from './use-batch.ts'
import { rowKey, useBatchSelection } from './use-batch-selection.ts'
import { useRowBatches } from './use-row-batches.ts'

/** Returns the requests that wait for the viewer: decided one by one in their rows, or several at once. */
export function useInbox(filter: () => ApprovalFilter) {
  const list = useApprovals(filter)
  const batch = useBatch()
  /** Decided rows leave at once. After an undo a row has another version, and comes back. */
  const gone = shallowRef<ReadonlySet<string>>(new Set())
  const isGone = (request: RequestSummary) => gone.value.has(rowKey(request))
  const items = computed(() => list.items.value.filter((request) => !isGone(request)))
  const selection = useBatchSelection(items)
  const counts = computed(() => {
    const loaded = list.first.value?.counts
    if (!loaded) return null
    const decided = list.items.value.filter(isGone)
    const kinds = loaded.kinds.map(({ kind, count }) => ({
      kind,
      count: count - decided.filter((request) => request.kind === kind).length,
    }))
    return { waiting: loaded.waiting - decided.length, kinds }
  })

  const rowBatches = useRowBatches()
  /** The keys of the rows of the last batch. */
  const batchedKeys = shallowRef<ReadonlySet<string>>(new Set())
  const isBusy = (request: RequestSummary): boolean =>
    rowBatches.find(request)?.submission.isSending.value === true ||
    (batch.submission.isSending.value && batchedKeys.value.has(rowKey(request)))
  /** The last result, with the failures of earlier ones, until they are closed or their rows are sent again. */
  const result = shallowRef<BatchResult | null>(null)
  const close = () => (result.value = null)

  async function finish(sent: ReturnType<typeof useBatch>, isSent: boolean): Promise<void> {
    const { value: answered } = sent.result
    if (!isSent || !answered) return
    const { decided, failures } = answered
    const ids = new Set([...decided, ...failures.map(({ request }) => request)].map(({ id }) => id))
    const others = (result.value?.failures ?? []).filter(({ request }) => !ids.has(request.id))
    result.value = { ...answered, failures: [...others, ...failures] }
    gone.value = new Set([...gone.value, ...decided.map(rowKey)])
    if (sent === batch) selection.clear()
    if (failures.length > 0) await list.refresh()
    else if (items.value.length === 0) await list.loadMore()
    if (!items.value.some(mayDecideInList)) selection.stop()
  }
  /** Sends the rows that are still there: selected rows as one batch, or a single row, even while others are being sent. */
  async function decide(
    requests: readonly RequestSummary[],
    send: (sender: ReturnType<typeof useBatch>, open: readonly RequestSummary[]) => Promise<boolean>,
  ): Promise<void> {
    const open = requests.filter((request) => !isGone(request) && !isBusy(request))
    const [first] = open
    if (!first) return
    const sender = selection.isSelecting.value ? batch : rowBatches.open(first)
    if (!sender || sender.submission.isSending.value) return
    if (sender === batch) batchedKeys.value = new Set(open.map(rowKey))
    await finish(sender, await send(sender, open))
  }
  const agree = (requests: readonly RequestSummary[]) => decide(requests, (sender, open) => sender.agree(open))
  const sendBack = (requests: readonly RequestSummary[], reason: GivenReason) =>
    decide(requests, (sender, open) => sender.sendBack(open, reason))
  const retry = async () => finish(batch, await batch.submission.retry())
  const retryRow = async (request: RequestSummary) => {
    const sender = rowBatches.find(request)
    if (sender) await finish(sender, await sender.submission.retry())
  }
  /** Returns the submission of a row that was sent on its own; null: none was. */
  const rowSubmission = (request: RequestSummary) => rowBatches.find(request)?.submission ?? null
  return {
    list,
    items,
    counts,
    selection,
    batch,
    result,
    close,
    isBusy,
    rowSubmission,
    agree,
    sendBack,
    retry,
    retryRow,
  }
}
