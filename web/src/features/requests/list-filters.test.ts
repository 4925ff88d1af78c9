import { describe, expect, it } from 'vitest'
import { approvalFilterOf, approvalsPath, requestFilterOf, requestsPath } from './list-filters.ts'

describe('list filters in the URL', () => {
  it.each([
    ['', { list: 'waiting' }],
    ['list=handled', { list: 'handled' }],
    ['list=handled&kind=info_change', { list: 'handled', kind: 'info_change' }],
    ['kind=anything&list=else', { list: 'waiting' }],
  ] as const)('approvalFilterOf parses the query "%s"', (query, filter) => {
    expect(approvalFilterOf(Object.fromEntries(new URLSearchParams(query)))).toEqual(filter)
  })

  it('a filter that is written to a URL and parsed again is unchanged', () => {
    for (const filter of [{ list: 'waiting' }, { list: 'handled', kind: 'info_change' }] as const)
      expect(approvalFilterOf(queryOf(approvalsPath(filter)))).toEqual(filter)
    for (const filter of [{}, { list: 'running' }, { list: 'ended' }] as const)
      expect(requestFilterOf(queryOf(requestsPath(filter)))).toEqual(filter)
  })

  it('the path of the default filter has no query', () => {
    expect([approvalsPath({ list: 'waiting' }), requestsPath({})]).toEqual(['/approvals', '/requests'])
  })
})

const queryOf = (path: string) => Object.fromEntries(new URL(path, 'http://page.invalid').searchParams)
