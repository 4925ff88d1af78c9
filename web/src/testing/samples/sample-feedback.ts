import type {
  FaqItem,
  FaqList,
  FeedbackBoard,
  FeedbackBoardItem,
  FeedbackSummary,
  FeedbackView,
  OwnFeedback,
} from '@desk/shared/feedback/feedback-schemas'
import { guoJi, liMin } from './sample-people.ts'

const chen = { userid: 'chenhaiyan', name: '陈海燕' }

const sampleFeedback: FeedbackSummary = {
  id: 'fbk_0sample1',
  title: '夜班打不开签收卡片，一直转圈',
  state: 'answering',
  askedAt: '2026-03-16T18:14:00Z',
  people: 3,
  dueAt: '2026-03-20T09:00:00Z',
  isLate: false,
  promisedOn: '2026-03-20',
  taker: chen,
  isMine: false,
}

const boardItem: FeedbackBoardItem = {
  ...sampleFeedback,
  departments: ['来料检验组'],
  weeks: [0, 0, 0, 0, 0, 1, 0, 2],
  version: 3,
  mayMerge: true,
}

const sampleFeedbackView: FeedbackView = {
  ...sampleFeedback,
  state: 'solved',
  dueAt: null,
  promisedOn: null,
  version: 4,
  own: { text: '点开卡片就转圈，白天正常。', at: '2026-03-16T18:14:00Z', verdict: null },
  answer: {
    text: '夜里无线网重启，今晚改成 5:30。',
    by: chen,
    at: '2026-03-17T02:00:00Z',
    round: 1,
    outcome: 'solved',
  },
  confirmed: 1,
  waitsFor: [],
  events: [
    { type: 'asked', at: '2026-03-16T18:14:00Z', by: { userid: guoJi.userid, name: guoJi.name }, text: null },
    { type: 'forwarded', at: '2026-03-17T01:00:00Z', by: liMin, text: null },
    { type: 'taken', at: '2026-03-17T01:20:00Z', by: chen, text: null },
    { type: 'noted', at: '2026-03-17T01:30:00Z', by: chen, text: '无线网关 1:00 重启' },
    { type: 'answered', at: '2026-03-17T02:00:00Z', by: chen, text: '夜里无线网重启，今晚改成 5:30。' },
  ],
  askers: [{ ...liMin, department: '来料检验组', text: '', at: '2026-03-16T18:20:00Z' }],
  allowed: ['judge'],
}

const faq: FaqItem = {
  id: 'faq_0sample1',
  question: '怎么看下周的值班表',
  answer: '点右上角的日期。',
  policyId: 'pol_0sample1',
  clauseId: 'c1',
  clause: { no: '3.2②', title: '密码', policyTitle: '企业微信使用规范' },
  changedAt: '2026-03-16T02:00:00Z',
}
const general: FaqItem = { ...faq, id: 'faq_0sample2', question: '群名能用符号吗', clause: null, policyId: null }

const faqs: FaqList = {
  items: [faq, general],
  editor: {
    sources: [
      {
        id: 'que_0sample1',
        policyId: 'pol_0sample1',
        clauseId: 'c1',
        policyTitle: '企业微信使用规范',
        clauseNo: '3.2②',
        question: '平板算吗？',
        answer: '算。',
      },
    ],
    clauses: [{ policyId: 'pol_0sample1', clauseId: 'c1', label: '3.2② 密码' }],
  },
}
const own: OwnFeedback = { items: [sampleFeedback], next: null, toHandle: 2 }
const board: FeedbackBoard = {
  items: [boardItem],
  next: null,
  isCut: false,
  counts: { open: 5, unread: 2 },
  isAnswerer: true,
}

export const feedbackPages = {
  feedback: { name: 'feedback', data: own },
  'feedback-board': { name: 'feedback-board', data: board },
  'feedback-faq': { name: 'feedback-faq', data: faqs },
  'feedback-problem': { name: 'feedback-problem', data: sampleFeedbackView },
} as const
