import type {
  MyPolicies,
  MyReceipts,
  PolicyReadingView,
  PolicyTask,
  ReceiptView,
} from '@desk/shared/policies/policy-schemas'
import type { RichText } from '@desk/shared/policies/rich-text'
import { guoJi } from '../sample-people.ts'

export const sampleTask: PolicyTask = {
  id: 'pol_0sample1',
  title: '企业微信使用规范',
  titleEn: 'Using WeCom',
  label: '3.0',
  state: 'pending',
  toRead: 2,
  isDelta: true,
  seconds: 40,
  dueAt: '2026-03-20T02:00:00Z',
  signedAt: null,
  receipt: null,
}

const plainPiece = { strong: false, em: false, code: false, href: null }
export const sampleText: RichText = [
  {
    kind: 'paragraph',
    level: 0,
    pieces: [
      { ...plainPiece, text: '手机遗失、被盗或更换的，应当' },
      { ...plainPiece, strong: true, text: '立即' },
      { ...plainPiece, text: '报告。' },
    ],
  },
  { kind: 'bullet', level: 1, pieces: [{ ...plainPiece, text: '管理部门' }] },
  { kind: 'bullet', level: 1, pieces: [{ ...plainPiece, text: '部门管理员', href: 'https://example.com/' }] },
]

const clause = (id: string, no: string, title: string): PolicyReadingView['clauses'][number] => ({
  id,
  no,
  title,
  text: sampleText,
  hash: 'a'.repeat(64),
  minMs: 800,
  change: 'same',
  isAsked: false,
  othersDuty: null,
  diff: null,
  why: '',
})

export const sampleReading: PolicyReadingView = {
  task: sampleTask,
  versionId: 'pov_0sample1',
  language: 'zh-CN',
  languages: ['zh-CN', 'en'],
  consent: '我已读完以上条款，愿意遵守。',
  signing: 'tick',
  isBeforeUse: false,
  files: [],
  signedBefore: { at: '2026-03-02T02:00:00Z', label: '2.2' },
  clauses: [
    clause('1.1', '1.1', '目的'),
    {
      ...clause('3.2d', '3.2④', '手机遗失或更换'),
      isAsked: true,
      change: 'changed',
      diff: [
        { kind: 'same', text: '手机遗失的，应当' },
        { kind: 'removed', text: '在 24 小时内' },
        { kind: 'added', text: '立即' },
        { kind: 'same', text: '报告。' },
      ],
      why: '去年 6 次遗失里，有 4 次报晚了。',
    },
    { ...clause('4.1c1', '4.1③（1）', '建立群聊'), isAsked: true, change: 'new' },
  ],
  removed: [{ id: '3.2e', no: '3.2⑤', title: '传真机的使用', text: sampleText }],
  faqs: [{ clauseId: '3.2d', question: '平板丢了也要报吗？', answer: '要，能登录企业微信的设备都算。' }],
  questions: [
    {
      id: 'que_0sample1',
      clauseNo: '3.2④',
      isOpen: false,
      messages: [
        { by: '郭𠮷', isMine: true, text: '平板算不算手机？', at: '2026-03-17T01:00:00Z' },
        { by: '陈海燕', isMine: false, text: '算。', at: '2026-03-17T02:00:00Z' },
      ],
    },
  ],
  exemptionRequest: null,
  exemptionAgain: null,
  token: 'b'.repeat(64),
  openedAt: '2026-03-17T02:33:00.000Z',
}

export const sampleReceipt: ReceiptView = {
  code: 'K7Q2-91FD',
  policyId: 'pol_0sample1',
  title: '企业微信使用规范',
  titleEn: 'Using WeCom',
  label: '3.0',
  versionNo: 4,
  signer: guoJi,
  isMine: true,
  signedAt: '2026-03-17T02:36:52Z',
  round: null,
  language: 'zh-CN',
  basis: 'delta',
  read: 2,
  clauses: 28,
  seconds: 41,
  docHash: '9f3c71d04be8a2c50e66d19b83f72a14'.repeat(2),
  state: 'valid',
  validity: { state: 'current', until: null, replacedBy: null },
  checks: { text: true, record: { isIntact: true, index: 2917 }, anchor: null },
  checkedAt: '2026-03-17T02:41:08Z',
  qr: { size: 25, path: 'M2 2h7v7h-7zM16 2h7v7h-7zM2 16h7v7h-7z' },
}

export const sampleReceipts: MyReceipts = {
  items: [
    {
      code: 'K7Q2-91FD',
      title: '企业微信使用规范',
      titleEn: 'Using WeCom',
      label: '3.0',
      signedAt: '2026-03-17T02:36:52Z',
    },
  ],
  next: null,
}

export const sampleMyPolicies: MyPolicies = { items: [sampleTask] }
