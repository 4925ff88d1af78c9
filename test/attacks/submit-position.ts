import type { RequestView } from '@desk/shared/requests/request-schemas'
import { expect } from 'vitest'
import type { Visitor } from '../lib/browser-session.ts'

let submissions = 0

/** Submits a change of the visitor's own position, and returns the request. */
export async function submitPosition(visitor: Visitor): Promise<RequestView> {
  const form = (await (await visitor.get('/api/info-change/form')).json()) as {
    fields: { field: string; value: string }[]
  }
  const from = form.fields.find(({ field }) => field === 'position')?.value ?? ''
  const draft = { kind: 'info_change', payload: { position: { from, to: `${from}（攻击）` } } }
  const key = { 'idempotency-key': `attack-${visitor.userid}-${process.pid}-${(submissions += 1)}` }
  const response = await visitor.post('/api/requests', draft, key)
  expect(response.status).toBe(201)
  return (await response.json()) as RequestView
}
