import { describe, expect, it } from 'vitest'
import type { BatchAnswer } from '@desk/shared/requests/approval-schemas'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { samplePages } from '../../../testing/samples/sample-pages.ts'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { resultOf } from './use-batch.ts'

const rows: readonly RequestSummary[] = samplePages.approvals.data.items
const answer = (items: BatchAnswer['items']): BatchAnswer => ({ items, nextForMe: null, waitingForMe: 0 })
const ids = rows.map(({ id }) => id) as [RequestSummary['id'], RequestSummary['id'], RequestSummary['id']]

describe('resultOf', () => {
  it('the result of a batch lists requests that failed and requests without a response', () => {
    const taken = { ...sampleRequests.done, id: ids[1] }
    const result = resultOf(
      'agree',
      rows,
      answer([
        { id: ids[0], ok: true, code: null, undo: null, view: null },
        { id: ids[1], ok: false, code: 'request.command_refused', undo: null, view: taken },
      ]),
      'guoji',
    )
    expect(result.decided).toEqual([rows[0]])
    expect(result.failures).toEqual([
      { request: rows[1], code: 'request.command_refused', view: taken },
      { request: rows[2], code: null, view: null },
    ])
  })

  it('a request that the viewer decided in an earlier attempt without a response counts as done', () => {
    const mine = { ...sampleRequests.undoable, id: ids[0] }
    const again = answer([{ id: ids[0], ok: false, code: 'request.command_refused', undo: null, view: mine }])
    expect(resultOf('agree', rows.slice(0, 1), again, 'GuoJi')).toMatchObject({ decided: [rows[0]], failures: [] })
    expect(resultOf('return', rows.slice(0, 1), again, 'GuoJi').failures).toHaveLength(1)
  })
})
