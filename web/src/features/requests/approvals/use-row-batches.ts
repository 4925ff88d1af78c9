import { getCurrentInstance, getCurrentScope, shallowRef } from 'vue'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { rowKey } from './use-batch-selection.ts'
import { useBatch } from './use-batch.ts'

type RowBatch = ReturnType<typeof useBatch>

/** Gives each row that is decided separately a separate submission: no row waits for the answer about another. */
export function useRowBatches() {
  const app = getCurrentInstance()?.appContext.app
  const scope = getCurrentScope()
  const rows = shallowRef<ReadonlyMap<string, RowBatch>>(new Map())
  const find = (request: RequestSummary): RowBatch | undefined => rows.value.get(rowKey(request))

  /** Returns the submission of a row, undefined once the page is left. */
  function open(request: RequestSummary): RowBatch | undefined {
    const existing = find(request)
    if (existing) return existing
    const created = app?.runWithContext(() => scope?.run(useBatch))
    if (created) rows.value = new Map([...rows.value, [rowKey(request), created]])
    return created
  }
  return { find, open }
}
