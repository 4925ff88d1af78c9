import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { samplePages } from '../../../testing/samples/sample-pages.ts'
import { rowKey, useBatchSelection } from './use-batch-selection.ts'

const rows: readonly RequestSummary[] = samplePages.approvals.data.items
const [first, second, third] = rows as [RequestSummary, RequestSummary, RequestSummary]

describe('useBatchSelection', () => {
  it('only rows that have been visible are offered and selected', () => {
    const { offered, selected, markSeen, chooseSeen } = useBatchSelection(shallowRef(rows))
    chooseSeen()
    expect(selected.value).toEqual([])
    markSeen([rowKey(first), rowKey(third)])
    expect(offered.value).toEqual([first, third])
    chooseSeen()
    expect(selected.value).toEqual([first, third])
  })

  it('a risky request is never selected', () => {
    const risky = { ...second, isRisky: true }
    const { selected, markSeen, chooseSeen, toggle } = useBatchSelection(shallowRef([first, risky]))
    markSeen([rowKey(first), rowKey(risky)])
    chooseSeen()
    toggle(risky)
    expect(selected.value).toEqual([first])
  })

  it('a selected request that changes is no longer selected or offered', () => {
    const items = shallowRef(rows)
    const { selected, toggle, offered } = useBatchSelection(items)
    toggle(first)
    expect(selected.value).toEqual([first])
    items.value = [{ ...first, version: 2, seenHash: 'b'.repeat(64) }, second]
    expect(selected.value).toEqual([])
    expect(offered.value).toEqual([])
  })

  it('at most fifty requests are selected', () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => ({ ...first, id: `req_0many${String(index)}` }) as RequestSummary,
    )
    const { selected, toggle, markSeen, chooseSeen } = useBatchSelection(shallowRef(many))
    markSeen(many.map(rowKey))
    chooseSeen()
    expect(selected.value).toHaveLength(50)
    toggle(many[55] as RequestSummary)
    expect(selected.value).toHaveLength(50)
  })
})
