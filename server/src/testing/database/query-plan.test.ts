import { describe, expect, test } from 'vitest'
import { type PlanNode, findUnboundedNodes } from './query-plan.ts'

const scan = (type: string, more: Partial<PlanNode> = {}): PlanNode => ({
  'Node Type': type,
  'Relation Name': 'requests',
  'Plan Rows': 1,
  ...more,
})
const under = (type: string, ...below: PlanNode[]): PlanNode => ({ 'Node Type': type, 'Plan Rows': 1, Plans: below })

describe('findUnboundedNodes', () => {
  test.each<[string, PlanNode, string[]]>([
    ['a sequential scan', under('Limit', scan('Seq Scan')), ['Seq Scan of requests: all']],
    ['an index read from end to end', scan('Index Scan', { 'Index Name': 'i' }), ['Index Scan of i from end to end']],
    [
      'an index that is filtered until enough rows are found',
      under('Limit', scan('Index Scan', { 'Index Name': 'i', Filter: 'x' })),
      ['Index Scan of i from end to end'],
    ],
    [
      'a sort of many rows',
      under('Sort', scan('Index Scan', { 'Index Cond': 'c', 'Plan Rows': 3_000 })),
      ['Sort of rows: sorts about 3000'],
    ],
  ])('findUnboundedNodes reports %s', (_, plan, offences) => {
    expect(findUnboundedNodes(plan)).toEqual(offences)
  })

  test.each<[string, PlanNode]>([
    ['a range of an index', scan('Index Scan', { 'Index Cond': 'c' })],
    ['the first rows of an index', under('Limit', scan('Index Scan', { 'Index Name': 'i' }))],
    ['a table of settings', scan('Seq Scan', { 'Relation Name': 'settings' })],
  ])('findUnboundedNodes does not report %s', (_, plan) => {
    expect(findUnboundedNodes(plan)).toEqual([])
  })
})
