import { expect, it } from 'vitest'
import { auditActions as en } from '../../locales/en/parts/audit-actions.ts'
import { auditWords as enWords } from '../../locales/en/parts/audit-words.ts'
import { auditActionNames as zh } from '@desk/shared/audit-entries/action-names'
import { auditWords as zhWords } from '../../locales/zh-CN/parts/audit-words.ts'
import {
  actionsFor,
  emptyForm,
  type FilterForm,
  toFilter,
  parseForm,
  isObjectIdText,
  isWithin,
  toQuery,
} from './audit-filter.ts'

const chinese = { actions: zh, words: zhWords }

it('toFilter covers whole days in the business time zone and leaves out empty fields', () => {
  const form = { ...emptyForm, who: ' 李敏 ', from: '2026-03-17', to: '2026-03-17' }
  expect(toFilter(form, chinese)).toEqual({
    who: '李敏',
    from: '2026-03-16T16:00:00.000Z',
    to: '2026-03-17T16:00:00.000Z',
  })
  expect(toFilter(emptyForm, chinese)).toEqual({})
  expect(toFilter({ ...emptyForm, action: 'xyz' }, chinese)).toEqual({ actions: 'none' })
})

it.each([
  ['收回', ['roles.end', 'request.withdrawn', 'policy.exemption_ended']],
  ['撤回', ['roles.end', 'request.withdrawn']],
  ['签收', ['policy.signed', 'policy.urged']],
  ['roles.grant', ['roles.grant']],
])('the word %s means %j, among others', (word, codes) => {
  expect(actionsFor(word, chinese)).toEqual(expect.arrayContaining(codes))
})

it('an English word finds actions by their English texts, and a blank word finds none', () => {
  const english = { actions: en, words: enWords }
  expect(actionsFor('Withdraw', english)).toEqual(expect.arrayContaining(['roles.end', 'request.withdrawn']))
  expect(actionsFor(' ', english)).toEqual([])
})

it.each([
  ['pol_0sample1', true],
  ['system:job', true],
  ['', true],
  ['李敏', false],
  ['a b', false],
])('isObjectIdText(%j) is %s', (text, expected) => {
  expect(isObjectIdText(text)).toBe(expected)
})

it('parseForm restores the form from the URL query and ignores invalid values', () => {
  const form = { ...emptyForm, who: '李敏', action: '收回', from: '2026-03-17' }
  expect(toQuery(form)).toEqual({ who: '李敏', action: '收回', from: '2026-03-17' })
  expect(parseForm(toQuery(form))).toEqual(form)
  expect(parseForm({ who: ['a', 'b'], object: '<x>', from: null, sort: 'at' })).toEqual(emptyForm)
})

it('a day is within the range of a filter, which may be open', () => {
  const within = (range: Partial<FilterForm>) => isWithin({ ...emptyForm, ...range }, '2026-03-17')
  expect([within({}), within({ from: '2026-03-17', to: '2026-03-17' })]).toEqual([true, true])
  expect([within({ from: '2026-03-18' }), within({ to: '2026-03-16' })]).toEqual([false, false])
})
