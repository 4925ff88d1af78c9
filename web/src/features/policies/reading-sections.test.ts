import { expect, it } from 'vitest'
import type { ClauseView } from '@desk/shared/policies/policy-schemas'
import { sampleReading } from '../../testing/samples/policies/sample-policies.ts'
import { toSections } from './reading-sections.ts'

const clause = (id: string, overrides: Partial<ClauseView>): ClauseView => ({
  ...sampleReading.clauses[0]!,
  id,
  ...overrides,
})
const outline = (clauses: readonly ClauseView[], isDelta: boolean) =>
  toSections(clauses, isDelta).map((section) =>
    section.kind === 'clause' ? section.clause.id : [section.reason, ...section.clauses.map(({ id }) => id)],
  )

it('duties of others are folded by role, in the order of the text', () => {
  const clauses = [
    clause('1', { isAsked: true }),
    clause('2.1a', { othersDuty: 'management' }),
    clause('2.1b', { othersDuty: 'management' }),
    clause('2.2a', { othersDuty: 'department_admin' }),
    clause('2.3a', { isAsked: true }),
  ]
  expect(outline(clauses, false)).toEqual(['1', ['management', '2.1a', '2.1b'], ['department_admin', '2.2a'], '2.3a'])
})

it('a new version folds what did not change, and shows changed duties of others', () => {
  const clauses = [
    clause('1', {}),
    clause('2.1a', { othersDuty: 'management' }),
    clause('2.1b', { othersDuty: 'management', isAsked: true }),
    clause('3', {}),
  ]
  expect(outline(clauses, true)).toEqual([['same', '1', '2.1a'], '2.1b', ['same', '3']])
})

it('a signed text is shown as a whole, except duties of others', () => {
  expect(outline([clause('1', {}), clause('2.1a', { othersDuty: 'management' })], false)).toEqual([
    '1',
    ['management', '2.1a'],
  ])
})
