import { computed, shallowRef } from 'vue'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { ApprovalFilter } from '../../../api/requests-api.ts'
import type { GivenReason } from '../use-decision.ts'
import { useApprovals } from '../use-request-list.ts'
import { mayDecideInList } from './may-decide-in-list.ts'
import { useBatch } from './use-batch.ts'
import { rowKey, useBatchSelection } from './use-batch-selection.ts'

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

  async function finish(isSent: boolean): Promise<void> {
    const { result } = batch
    if (!isSent || !result.value) return
    gone.value = new Set([...gone.value, ...result.value.decided.map(rowKey)])
    selection.clear()
    if (result.value.failures.length > 0) await list.reload()
    else if (items.value.length === 0) await list.loadMore()
    if (!items.value.some(mayDecideInList)) selection.stop()
  }
  const agree = async (requests: readonly RequestSummary[]) => finish(await batch.agree(requests))
  const sendBack = async (requests: readonly RequestSummary[], reason: GivenReason) =>
    finish(await batch.sendBack(requests, reason))
  const retry = async () => finish(await batch.submission.retry())
  return { list, items, counts, selection, batch, agree, sendBack, retry }
}
