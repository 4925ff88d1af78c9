import type {
  BatchView,
  FirstDayView,
  JoinerBoard,
  JoinerForm,
  OpeningSummary,
  OpeningView,
} from '@desk/shared/accounts/account-schemas'
import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import { liMin } from './sample-people.ts'

const xiaoLan = { userid: 'xiaolan', name: '肖岚' }

const opening = (overrides: Partial<OpeningSummary> = {}): OpeningSummary => ({
  id: 'aco_0sample1',
  version: 1,
  no: 2,
  name: '贺铭',
  userid: 'heming',
  mobile: '138****2046',
  email: '',
  department: ['精加工车间', '数控一班'],
  position: '数控操作工',
  startsOn: '2026-03-17',
  isPartner: false,
  endsOn: null,
  company: null,
  sponsor: null,
  state: 'review',
  failure: null,
  reason: null,
  returnAnswer: null,
  submittedBy: xiaoLan,
  stepsDone: null,
  ...overrides,
})
const partner = opening({
  id: 'aco_0sample2',
  no: 3,
  name: 'Oleg Karimov',
  userid: 'oleg.karimov',
  mobile: '',
  email: 'o***@partner.example',
  isPartner: true,
  company: '驻厂调试',
  sponsor: liMin,
  endsOn: '2026-09-30',
})
const failed = opening({ id: 'aco_0sample3', no: 4, name: '帕孜莱提·艾尼', state: 'failed', failure: '60104' })
const arrived = opening({ id: 'aco_0sample4', no: 5, name: '陆瑶', userid: 'luyao', state: 'activated', stepsDone: 3 })
const later = opening({ id: 'aco_0sample5', no: 6, name: '欧阳靖', userid: 'ouyangjing', startsOn: '2026-03-19' })

const sampleJoinerForm: JoinerForm = { department: '来料检验组', today: '2026-03-17', hasReviewer: true }

const sampleJoinerBoard: JoinerBoard = {
  today: '2026-03-17',
  counts: { week: 3, faulty: 1, late: 5, done: 11 },
  items: [arrived, failed, later],
  isCut: false,
  reviews: [
    { id: 'acb_0sample1', count: 12, submittedBy: xiaoLan, submittedAt: '2026-03-17T01:40:00.000Z', mayDecide: true },
  ],
}

const sampleBatch: BatchView = {
  id: 'acb_0sample1',
  submittedBy: xiaoLan,
  submittedAt: '2026-03-17T01:40:00.000Z',
  planHash: 'a'.repeat(64),
  mayDecide: true,
  isOwn: false,
  items: [opening(), partner, failed],
}

const sampleOpening: OpeningView = {
  ...failed,
  batch: 'acb_0sample1',
  isLate: false,
  version: 3,
  row: {
    ...emptyJoiner(4),
    name: '帕孜莱提·艾尼',
    userid: 'pazilaiti',
    mobile: '139****1882',
    department: '客户服务部',
  },
  allowed: ['mend', 'retry', 'withdraw', 'reveal'],
  events: [
    { type: 'account.submitted', at: '2026-03-16T01:40:00.000Z', by: xiaoLan },
    { type: 'account.create_failed', at: '2026-03-17T01:00:00.000Z', by: null },
  ],
  steps: null,
}

const sampleFirstDay: FirstDayView = {
  name: '陆瑶',
  department: ['人力行政部'],
  position: '前台',
  steps: [
    { step: 'data', isDone: false },
    { step: 'policies', isDone: false },
    { step: 'password', isDone: true },
    { step: 'guardian', isDone: false },
    { step: 'admin', isDone: true },
  ],
  fields: { name: '陆瑶', alias: '', position: '前台', telephone: '', department: ['人力行政部'] },
  fieldsHash: 'b'.repeat(64),
  dataAnswer: null,
  policies: { count: 1, first: 'pol_0sample1', seconds: 180 },
  admin: liMin,
  isDone: false,
}

export const sampleAccountPages = {
  joiners: { name: 'joiners', data: sampleJoinerBoard },
  'joiner-new': { name: 'joiner-new', data: sampleJoinerForm },
  'joiner-import': { name: 'joiner-import', data: sampleJoinerForm },
  'joiner-batch': { name: 'joiner-batch', data: sampleBatch },
  joiner: { name: 'joiner', data: sampleOpening },
  'first-day': { name: 'first-day', data: sampleFirstDay },
} as const
