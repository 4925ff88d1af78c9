import { expect, it } from 'vitest'
import { emptyForm, filterOf, formOf, isPlain, queryOf } from './audit-filter.ts'

it('asks for whole days where the people are, and nothing for what was left empty', () => {
  const form = { ...emptyForm, actor: ' limin ', from: '2026-03-17', to: '2026-03-17' }
  expect(filterOf(form)).toEqual({ actor: 'limin', from: '2026-03-16T16:00:00.000Z', to: '2026-03-17T16:00:00.000Z' })
  expect(filterOf(emptyForm)).toEqual({})
})

it.each([
  ['roles.grant', true],
  ['system:job', true],
  ['', true],
  ['李敏', false],
  ['a b', false],
])('%j may be asked for: %s', (text, expected) => {
  expect(isPlain(text)).toBe(expected)
})

it('lives in the address, where nonsense asks nothing', () => {
  const form = { ...emptyForm, actor: 'limin', from: '2026-03-17' }
  expect(queryOf(form)).toEqual({ actor: 'limin', from: '2026-03-17' })
  expect(formOf(queryOf(form))).toEqual(form)
  expect(formOf({ actor: ['a', 'b'], action: '<x>', object: null, sort: 'at' })).toEqual(emptyForm)
})
