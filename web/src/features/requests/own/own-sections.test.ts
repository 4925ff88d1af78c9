import { expect, it } from 'vitest'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { ownSections } from './own-sections.ts'

const request = (id: string, state: RequestSummary['state'], createdAt: string): RequestSummary => ({
  ...sampleRequests.waiting,
  id: id as RequestSummary['id'],
  state,
  createdAt,
})

it('returned requests come first, then those in progress, then ended ones by month', () => {
  const items = [
    request('req_5', 'open', '2026-03-17T02:00:00Z'),
    request('req_4', 'withdrawn', '2026-03-16T02:00:00Z'),
    request('req_3', 'returned', '2026-03-15T02:00:00Z'),
    request('req_2', 'done', '2026-03-01T02:00:00Z'),
    // In Shanghai it is March already.
    request('req_1', 'refused', '2026-02-28T17:00:00Z'),
    request('req_0', 'done', '2025-12-01T02:00:00Z'),
  ]
  expect(ownSections(items).map(({ key, rows }) => [key, rows.map(({ id }) => id)])).toEqual([
    ['returned', ['req_3']],
    ['running', ['req_5']],
    ['2026-3', ['req_4', 'req_2', 'req_1']],
    ['2025-12', ['req_0']],
  ])
})
