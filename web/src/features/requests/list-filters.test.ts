import { describe, expect, it } from 'vitest'
import { approvalFilterOf, approvalsPath, requestFilterOf, requestsPath } from './list-filters.ts'

describe('the filter in the address', () => {
  it.each([
    ['', { list: 'waiting' }],
    ['list=handled', { list: 'handled' }],
    ['list=handled&kind=info_change', { list: 'handled', kind: 'info_change' }],
    ['kind=anything&list=else', { list: 'waiting' }],
  ] as const)('of approvals: "%s"', (query, filter) => {
    expect(approvalFilterOf(Object.fromEntries(new URLSearchParams(query)))).toEqual(filter)
  })

  it('leads to the same list when it is written and read again', () => {
    for (const filter of [{ list: 'waiting' }, { list: 'handled', kind: 'info_change' }] as const)
      expect(approvalFilterOf(queryOf(approvalsPath(filter)))).toEqual(filter)
    for (const filter of [{}, { list: 'running' }, { list: 'ended' }] as const)
      expect(requestFilterOf(queryOf(requestsPath(filter)))).toEqual(filter)
  })

  it('is short where nothing is asked', () => {
    expect([approvalsPath({ list: 'waiting' }), requestsPath({})]).toEqual(['/approvals', '/requests'])
  })
})

const queryOf = (path: string) => Object.fromEntries(new URL(path, 'http://page.invalid').searchParams)
