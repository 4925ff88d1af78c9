import { expect, it } from 'vitest'
import { foldRepeated } from './fold-repeated.ts'

const entry = (seq: number, action: string, subject: string | null = null) => ({
  seq,
  at: '2026-03-17T01:00:00Z',
  action,
  subject,
})

it('foldRepeated folds successive sign-ins below the latest, but not across another action', () => {
  const actions = ['session.started', 'session.started', 'policy.signed', 'session.started']
  const folded = foldRepeated(actions.map((action, index) => entry(actions.length - index, action)))
  expect(folded.map(({ latest, earlier }) => [latest.seq, earlier.map(({ seq }) => seq)])).toEqual([
    [4, [3]],
    [2, []],
    [1, []],
  ])
})

it('foldRepeated keeps the same action about another subject as a separate entry', () => {
  expect(foldRepeated([entry(2, 'policy.signed', 'A'), entry(1, 'policy.signed', 'B')])).toHaveLength(2)
})
