import { expect, it } from 'vitest'
import { sampleText } from '../../testing/samples/policies/sample-policies.ts'
import { emptyDraft } from './empty-draft.ts'
import { changedOnlyIn, moveUp, nextClauseId, withClauseInForce, withEnglish } from './draft-changes.ts'

const draft = emptyDraft({ newTitle: 'T', newConsent: 'C', newClause: 'K' })
const [first] = draft.clauses

it('nextClauseId returns an id that no current or former clause has', () => {
  expect(nextClauseId([{ id: 'c1' }, { id: 'c3' }], [])).toBe('c4')
  expect(nextClauseId([{ id: 'c2' }], [])).toBe('c3')
  // Signatures refer to clause ids of older versions.
  expect(nextClauseId([{ id: 'c1' }], ['c1', 'c2'])).toBe('c3')
})

it('moveUp swaps a clause with the previous one and leaves the first clause in place', () => {
  const clauses = ['a', 'b', 'c'].map((id) => ({ ...first!, id }))
  expect(moveUp(clauses, 2).map(({ id }) => id)).toEqual(['a', 'c', 'b'])
  expect(moveUp(clauses, 0).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

it('withEnglish adds English texts to every clause, or removes them from every clause', () => {
  const both = withEnglish(draft, true)
  expect(both.clauses.every(({ en }) => en !== null) && both.en !== null).toBe(true)
  expect(withEnglish(both, false)).toMatchObject({ en: null, clauses: [{ en: null }] })
})

it('withEnglish puts back the English texts that were removed before', () => {
  const both = withEnglish(draft, true)
  const translated = {
    ...both,
    en: { ...both.zh, title: 'Title' },
    clauses: both.clauses.map((clause) => ({ ...clause, en: { ...clause.zh, title: 'Clause' } })),
  }
  const removed = withEnglish(translated, false)
  expect(withEnglish(removed, true, translated)).toEqual(translated)
})

it('withClauseInForce resets a changed clause, and puts a removed one back where it was', () => {
  const inForce = ['a', 'b', 'c'].map((id) => ({ ...first!, id, zh: { ...first!.zh, title: `in force ${id}` } }))
  const clauses = ['new', 'a', 'c'].map((id) => ({ ...first!, id }))
  const titles = (id: string, written = { ...draft, clauses }) =>
    withClauseInForce(written, inForce, id).map((clause) => [clause.id, clause.zh.title])
  expect(titles('a')).toEqual([
    ['new', 'K'],
    ['a', 'in force a'],
    ['c', 'K'],
  ])
  expect(titles('b').map(([id]) => id)).toEqual(['new', 'a', 'b', 'c'])
  expect(titles('a', { ...draft, clauses: clauses.slice(2) }).map(([id]) => id)).toEqual(['a', 'c'])
  expect(titles('unknown')).toEqual(clauses.map(({ id }) => [id, 'K']))
  // Every clause of a draft has the languages of the draft.
  const english = withEnglish({ ...draft, clauses }, true)
  expect(withClauseInForce(english, inForce, 'b')[2]?.en?.title).toBe('in force b')
})

it('changedOnlyIn returns the clauses that changed in one language only', () => {
  const clause = (id: string, change: 'same' | 'changed' | 'new' | 'removed') =>
    ({ id, no: `no ${id}`, title: '', change, text: sampleText, diff: null, why: '' }) as const
  const chinese = [clause('a', 'changed'), clause('b', 'changed'), clause('c', 'same'), clause('d', 'removed')]
  const english = [clause('a', 'same'), clause('b', 'changed'), clause('c', 'changed'), clause('d', 'removed')]
  expect(changedOnlyIn(chinese, english)).toEqual(['no a'])
  expect(changedOnlyIn(english, chinese)).toEqual(['no c'])
  // A new language has no readers yet.
  expect(
    changedOnlyIn(
      chinese,
      english.map((compared) => ({ ...compared, change: 'new' })),
    ),
  ).toEqual([])
})
