import type {
  CampaignList,
  ConfirmationBoard,
  ConfirmationPerson,
  ConfirmationView,
} from '@desk/shared/confirmations/confirmation-schemas'
import { guoJi, liMin } from './sample-people.ts'

const campaign = {
  id: 'cfc_0sample1',
  title: '上半年信息核对',
  startsOn: '2026-03-16',
  lateStart: null,
  endsOn: '2026-03-31',
  state: 'running',
} as const

const counts = { confirmed: 44, in_person: 2, pending: 2, changed: 1, wrong: 1, left: 0, excluded: 3 }
const hash = 'b'.repeat(64)
const values = [
  { field: 'name', value: '郭𠮷' },
  { field: 'department', value: '质量中心·来料检验组' },
  { field: 'position', value: '质检工程师' },
  { field: 'telephone', value: '' },
] as const

export const sampleConfirmation: ConfirmationView = {
  campaign,
  state: 'changed',
  fields: values.map((value) => ({ ...value, isChanged: value.field === 'position', isReported: false })),
  leftOut: ['mobile', 'email', 'biz_mail'],
  hiddenConfirmed: [],
  hash,
  answeredAt: '2026-03-16T02:00:00Z',
  answeredBy: null,
  openRequest: null,
  mayAnswer: true,
}

const person = (overrides: Partial<ConfirmationPerson>): ConfirmationPerson => ({
  userid: 'guoji',
  name: guoJi.name,
  department: ['质量中心', '来料检验组'],
  state: 'pending',
  values: [...values],
  fields: [],
  hash,
  answeredAt: null,
  method: null,
  by: null,
  mayConfirm: true,
  ...overrides,
})

export const sampleConfirmationBoard: ConfirmationBoard = {
  campaign: { ...campaign, state: 'late' },
  fields: ['name', 'department', 'position', 'telephone'],
  department: { id: 21, name: '来料检验组', above: [{ id: 2, name: '质量中心' }] },
  isCompanyVisible: true,
  others: [],
  counts,
  departments: [{ id: 22, name: '一班', counts: { ...counts, confirmed: 20 }, isParent: false }],
  departmentCount: 3,
  behind: 2,
  countedAt: '2026-03-17T02:30:00Z',
  people: {
    items: [
      person({}),
      person({
        userid: 'sunhao',
        name: '孙浩',
        state: 'changed',
        fields: ['position'],
        answeredAt: '2026-03-16T02:00:00Z',
      }),
      person({
        userid: 'wangxiaoyu',
        name: '王晓宇',
        state: 'in_person',
        method: 'in_person',
        by: liMin.name,
        answeredAt: '2026-03-17T01:00:00Z',
        mayConfirm: false,
      }),
    ],
    next: '21:wangxiaoyu',
    total: 53,
  },
  allowed: ['remind', 'confirm', 'end'],
}

export const sampleCampaigns: CampaignList = {
  items: [
    { ...campaign, counts, createdBy: '肖岚', createdAt: '2026-03-15T02:00:00Z' },
    {
      ...campaign,
      id: 'cfc_0sample2',
      title: '下半年信息核对',
      state: 'scheduled',
      counts: { confirmed: 0, in_person: 0, pending: 0, changed: 0, wrong: 0, left: 0, excluded: 0 },
      createdBy: '肖岚',
      createdAt: '2026-03-15T02:00:00Z',
    },
  ],
  today: '2026-03-17',
}
