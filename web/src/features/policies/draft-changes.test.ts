import { expect, it } from 'vitest'
import { sampleText } from '../../testing/sample-policies.ts'
import { emptyDraft } from './empty-draft.ts'
import { changedOnlyIn, moveUp, nextClauseId, withEnglish } from './draft-changes.ts'

const draft = emptyDraft({ newTitle: 'T', newConsent: 'C', newClause: 'K' })
const [first] = draft.clauses

it('never gives a clause an id that another one has', () => {
  expect(nextClauseId([{ id: 'c1' }, { id: 'c3' }], [])).toBe('c4')
  expect(nextClauseId([{ id: 'c2' }], [])).toBe('c3')
  // Nor one that a version had which people signed: what they signed is not what this one says.
  expect(nextClauseId([{ id: 'c1' }], ['c1', 'c2'])).toBe('c3')
})

it('moves a clause above the one before, and the first nowhere', () => {
  const clauses = ['a', 'b', 'c'].map((id) => ({ ...first!, id }))
  expect(moveUp(clauses, 2).map(({ id }) => id)).toEqual(['a', 'c', 'b'])
  expect(moveUp(clauses, 0).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

it('has every clause in a second language, or none', () => {
  const both = withEnglish(draft, true)
  expect(both.clauses.every(({ en }) => en !== null) && both.en !== null).toBe(true)
  expect(withEnglish(both, false)).toMatchObject({ en: null, clauses: [{ en: null }] })
})

it('names the clauses that changed in one language alone', () => {
  const clause = (id: string, change: 'same' | 'changed' | 'new' | 'removed') =>
    ({ id, no: `no ${id}`, title: '', change, text: sampleText, diff: null, why: '' }) as const
  const chinese = [clause('a', 'changed'), clause('b', 'changed'), clause('c', 'same'), clause('d', 'removed')]
  const english = [clause('a', 'same'), clause('b', 'changed'), clause('c', 'changed'), clause('d', 'removed')]
  expect(changedOnlyIn(chinese, english)).toEqual(['no a'])
  expect(changedOnlyIn(english, chinese)).toEqual(['no c'])
  // A language that is new has no readers yet.
  expect(
    changedOnlyIn(
      chinese,
      english.map((one) => ({ ...one, change: 'new' })),
    ),
  ).toEqual([])
})
