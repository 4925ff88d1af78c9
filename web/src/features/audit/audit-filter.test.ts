import { expect, it } from 'vitest'
import { emptyForm, toFilter, parseForm, isValidSearch, toQuery } from './audit-filter.ts'

it('toFilter covers whole days in the business time zone and leaves out empty fields', () => {
  const form = { ...emptyForm, actor: ' limin ', from: '2026-03-17', to: '2026-03-17' }
  expect(toFilter(form)).toEqual({ actor: 'limin', from: '2026-03-16T16:00:00.000Z', to: '2026-03-17T16:00:00.000Z' })
  expect(toFilter(emptyForm)).toEqual({})
})

it.each([
  ['roles.grant', true],
  ['system:job', true],
  ['', true],
  ['李敏', false],
  ['a b', false],
])('isValidSearch(%j) is %s', (text, expected) => {
  expect(isValidSearch(text)).toBe(expected)
})

it('parseForm restores the form from the URL query and ignores invalid values', () => {
  const form = { ...emptyForm, actor: 'limin', from: '2026-03-17' }
  expect(toQuery(form)).toEqual({ actor: 'limin', from: '2026-03-17' })
  expect(parseForm(toQuery(form))).toEqual(form)
  expect(parseForm({ actor: ['a', 'b'], action: '<x>', object: null, sort: 'at' })).toEqual(emptyForm)
})
