import { describe, expect, it, vi } from 'vitest'
import type { BatchAnswer, BatchBody } from '@desk/shared/requests/approval-schemas'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { IdempotentSubmit } from '../../../api/request-options.ts'
import { samplePages } from '../../../testing/samples/sample-pages.ts'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { fakeApi, withSetup } from '../../../testing/with-setup.ts'
import { resultOf, useBatch } from './use-batch.ts'

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
    )
    expect(result.decided).toEqual([rows[0]])
    expect(result.failures).toEqual([
      { request: rows[1], code: 'request.command_refused', view: taken },
      { request: rows[2], code: null, view: null },
    ])
  })
})

describe('useBatch', () => {
  it('a batch that is sent again after a lost response keeps its key, another batch has another', async () => {
    const decideBatch = vi.fn((_body: BatchBody, { key }: IdempotentSubmit) =>
      key === 'key1' && decideBatch.mock.calls.length === 1
        ? Promise.reject(new TypeError('no response'))
        : Promise.resolve(answer([])),
    )
    const batch = withSetup(useBatch, { api: fakeApi({ requests: { decideBatch } }) })
    await batch.agree(rows)
    expect(batch.submission.error.value).toBeInstanceOf(TypeError)
    await batch.submission.retry()
    await batch.agree(rows)
    expect(decideBatch.mock.calls.map(([, { key }]) => key)).toEqual(['key1', 'key1', 'key2'])
    batch.unmount()
  })
})
