import { expect, it } from 'vitest'
import { auditActions as en } from '../../locales/en/parts/audit-actions.ts'
import { auditWords as enWords } from '../../locales/en/parts/audit-words.ts'
import { auditActionNames as zh } from '@desk/shared/audit-entries/action-names'
import { auditWords as zhWords } from '../../locales/zh-CN/parts/audit-words.ts'
import { actionsFor, emptyForm, toFilter, parseForm, isObjectIdText, toQuery } from './audit-filter.ts'

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

it('times limit the first and the last day, and a time without its day is ignored', () => {
  const range = { from: '2026-03-17', to: '2026-03-18', fromTime: '12:00', toTime: '20:30' }
  expect(toFilter({ ...emptyForm, ...range }, chinese)).toEqual({
    from: '2026-03-17T04:00:00.000Z',
    to: '2026-03-18T12:30:00.000Z',
  })
  expect(parseForm(range)).toEqual({ ...emptyForm, ...range })
  expect(parseForm({ ...range, from: undefined })).toEqual({ ...emptyForm, to: range.to, toTime: range.toTime })
})

it('parseForm ignores days and times that do not exist', () => {
  expect(parseForm({ from: '2026-02-30', to: 'yesterday' })).toEqual(emptyForm)
  expect(parseForm({ from: '2026-03-17', fromTime: '24:00' })).toEqual({ ...emptyForm, from: '2026-03-17' })
})
