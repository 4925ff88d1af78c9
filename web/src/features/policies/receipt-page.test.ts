import { afterEach, expect, it } from 'vitest'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleReceipt } from '../../testing/samples/policies/sample-policies.ts'
import ReceiptPage from './pages/ReceiptPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

function textOf(changes: Partial<ReceiptView>, language: PolicyLanguage = 'zh-CN'): string {
  const initialState = sampleInitialState({ name: 'receipt', data: { ...sampleReceipt, ...changes } }, { language })
  return mountUi(ReceiptPage, { parts: { initialState } }).text().replaceAll('\u00a0', ' ')
}

it('a receipt says with year and time zone when it was signed and verified', () => {
  const text = textOf({})
  expect(text).toContain('2026 年 3 月 17 日 10:36:52（北京时间）')
  expect(text).toContain('核对于 2026 年 3 月 17 日 10:41:08（北京时间）')
})

it('a receipt says with the year until when it was valid', () => {
  const validity = { state: 'lapsed', until: '2027-01-05T02:00:00Z', replacedBy: null } as const
  expect(textOf({ validity })).toContain('2027 年 1 月 5 日起需重新签收，此前有效')
})

it('a receipt shows the whole fingerprint of the text', () => {
  expect(textOf({}).replaceAll(' ', '')).toContain(sampleReceipt.docHash)
})

it('a receipt shows the hash of the text with the results of its verification, not among what was signed', () => {
  const text = textOf({})
  expect(text.indexOf('文本核对码')).toBeGreaterThan(text.indexOf('核对结果'))
  expect(text.indexOf('核对结果')).toBeGreaterThan(0)
})

it('the fingerprint is folded below the results, with a sentence on what it is for', () => {
  const initialState = sampleInitialState({ name: 'receipt', data: sampleReceipt })
  const fold = mountUi(ReceiptPage, { parts: { initialState } }).get('details')
  expect(fold.attributes('open')).toBeUndefined()
  expect(fold.get('summary').text()).toBe('文本核对码（全文指纹）')
  expect(fold.text()).toContain('两份文本的编码相同，就是同一份')
})

it.each([
  ['in a checkpoint', { at: '2026-03-18T01:00:00Z', size: 3 }, '2026 年 3 月 18 日列入，此后改动会被发现'],
  ['in no checkpoint yet', null, '下一个 9:00 后列入每日检查点'],
])(
  'a receipt that is %s says so, and not that auditors receive the checkpoint: there may be none',
  (_state, anchor, said) => {
    const text = textOf({ checks: { ...sampleReceipt.checks, anchor } })
    expect(text).toContain(said)
    expect(text).not.toContain('发给审计人员')
  },
)

it('a receipt names the policy in the language of the page, and the language of the signed text if that is another', () => {
  const english = textOf({}, 'en')
  expect(english).toContain('“Using WeCom”, version 3.0')
  expect(english).toContain('Signed in Chinese')
  expect(english).not.toContain('企业微信使用规范')
  expect(textOf({ language: 'en' }, 'en')).not.toContain('Signed in')
  expect(textOf({})).not.toContain('签收的是')
  expect(textOf({ language: 'en', title: 'Using WeCom' })).toContain('签收的是英文版')
})

it.each([
  ['of a version without English', null],
  ['of a server of 0.18.0', undefined],
])('a receipt %s shows in English the title that was signed', (_title, titleEn) => {
  expect(textOf({ titleEn }, 'en')).toContain('企业微信使用规范')
})
