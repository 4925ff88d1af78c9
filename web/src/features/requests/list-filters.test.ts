import { describe, expect, it } from 'vitest'
import {
  approvalFilterOf,
  approvalsPath,
  conditionCount,
  groupingOf,
  requestFilterOf,
  requestsPath,
  todoPath,
  todoTabOf,
  todoTabs,
} from './list-filters.ts'

describe('list filters in the URL', () => {
  it.each([
    ['', { list: 'waiting' }],
    ['list=handled', { list: 'handled' }],
    ['list=handled&kind=info_change', { list: 'handled', kind: 'info_change' }],
    ['kind=anything&list=else', { list: 'waiting' }],
    [
      'q=+丽霞+&items=position,telephone&overdue=yes',
      { list: 'waiting', q: '丽霞', items: 'position,telephone', overdue: 'yes' },
    ],
    ['q=&items=&overdue=no', { list: 'waiting' }],
  ] as const)('approvalFilterOf parses the query "%s"', (query, filter) => {
    expect(approvalFilterOf(Object.fromEntries(new URLSearchParams(query)))).toEqual(filter)
  })

  it('a filter that is written to a URL and parsed again is unchanged', () => {
    for (const filter of [
      { list: 'waiting' },
      { list: 'handled', kind: 'info_change' },
      { list: 'waiting', q: '丽霞', items: 'position,name', overdue: 'yes' },
    ] as const)
      expect(approvalFilterOf(queryOf(approvalsPath(filter)))).toEqual(filter)
    for (const filter of [{}, { list: 'running' }, { list: 'ended' }] as const)
      expect(requestFilterOf(queryOf(requestsPath(filter)))).toEqual(filter)
  })

  it('the path of the default filter has no query', () => {
    expect([approvalsPath({ list: 'waiting' }), requestsPath({})]).toEqual(['/approvals', '/requests'])
  })

  it('the grouping is part of the URL and does not count as a condition', () => {
    const filter = { list: 'waiting', items: 'position,name', overdue: 'yes' } as const
    const query = queryOf(approvalsPath(filter, 'department'))
    expect(groupingOf(query)).toBe('department')
    expect(conditionCount(approvalFilterOf(query))).toBe(3)
  })
})

describe('the tabs of pending tasks in the URL', () => {
  it('a tab that is written to a URL and parsed again is unchanged', () => {
    expect(todoTabs.map((tab) => todoTabOf(queryOf(todoPath(tab))))).toEqual(todoTabs)
  })

  it('the manual tasks of the management department are among the other tasks', () => {
    expect(todoTabOf({ list: 'by_hand' })).toBe('other')
  })
})

const queryOf = (path: string) => Object.fromEntries(new URL(path, 'http://page.invalid').searchParams)
