import { afterEach, expect, it } from 'vitest'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import messages from '../../../locales/zh-CN/accounts-close.ts'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleClosing } from '../../../testing/samples/sample-closings.ts'
import { sampleInitialState } from '../../../testing/samples/sample-pages.ts'
import { closingFacts } from './closing-record.ts'
import ClosingRecordPage from './pages/ClosingRecordPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const factOf = (changes: Partial<ClosingView>, key: string) =>
  plain(closingFacts({ ...sampleClosing, ...changes }, messages).find((fact) => fact.key === key)?.text ?? '')

it.each<[string, Partial<ClosingView>, string]>([
  ['openedBy', {}, '肖岚，2026 年 3 月 16 日 09:00:00'],
  ['day', {}, '2026 年 3 月 31 日'],
  ['cleaned', { cleanedAt: '2026-03-30T02:00:00Z' }, '2026 年 3 月 30 日 10:00:00'],
  ['disabled', { disabledAt: '2026-03-31T10:05:00Z' }, '2026 年 3 月 31 日 18:05:00，企业微信确认'],
])('the fact %s of a printed record states the year', (key, changes, text) => {
  expect(factOf(changes, key)).toBe(text)
})

it('the events of a printed record, and the answers of those who take items over, state the year and the second', () => {
  const initialState = sampleInitialState({ name: 'closing-record', data: sampleClosing })
  const page = mountUi(ClosingRecordPage, { parts: { initialState } })
  expect(page.findAll('time').map((time) => plain(time.text()))).toEqual([
    '2026 年 3 月 16 日 09:00:00',
    '2026 年 3 月 16 日 09:05:00',
    '2026 年 3 月 17 日 09:00:00',
  ])
  expect(plain(page.get('tbody').text())).toContain('2026 年 3 月 17 日 09:00:00')
})

it.each([
  ['leave', messages.items.role],
  ['transfer', messages.transfer.items.role],
] as const)('the printed record of a %s says what becomes of a role', (kind, text) => {
  const items = [{ ...sampleClosing.items[0]!, kind: 'role' as const, title: '' }]
  const initialState = sampleInitialState({ name: 'closing-record', data: { ...sampleClosing, kind, items } })
  const page = mountUi(ClosingRecordPage, { parts: { initialState } })
  expect(page.get('tbody').text()).toContain(text)
})
