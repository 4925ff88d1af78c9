import type { BoardView, PeopleView, StateCounts } from '@desk/shared/policies/board-schemas'
import { guoJi } from './sample-people.ts'

const counts = (overrides: Partial<StateCounts>): StateCounts => ({
  signed: 0,
  pending: 0,
  overdue: 0,
  questioned: 0,
  undelivered: 0,
  exempt: 0,
  excluded: 0,
  ...overrides,
})

export const sampleBoard: BoardView = {
  policy: {
    id: 'pol_0sample1',
    title: '企业微信使用规范',
    titleEn: 'Using WeCom',
    label: '3.0',
    dueAt: '2026-03-16T02:00:00Z',
  },
  policies: [
    { id: 'pol_0sample1', title: '企业微信使用规范', titleEn: 'Using WeCom' },
    { id: 'pol_0sample2', title: '信息安全须知', titleEn: null },
  ],
  versions: [
    { label: '3.0', since: '2026-03-09', day: null, isShown: true },
    { label: '2.2', since: '2025-11-03', day: '2026-03-08', isShown: false },
  ],
  department: { id: 12, name: '华南大区', parentId: 1 },
  others: [],
  counts: counts({ signed: 912, pending: 38, overdue: 23, questioned: 9, undelivered: 18, exempt: 14, excluded: 31 }),
  departments: [
    {
      id: 21,
      name: '新疆分公司乌鲁木齐客户服务中心',
      counts: counts({ signed: 30, pending: 8, overdue: 9, undelivered: 2 }),
    },
    { id: 22, name: '供应链与质量保障中心', counts: counts({ signed: 148, pending: 7 }) },
  ],
  departmentCount: 2,
  trend: [
    { day: '2026-03-15', signed: 700, asked: 998 },
    { day: '2026-03-16', signed: 860, asked: 999 },
    { day: '2026-03-17', signed: 912, asked: 1000 },
  ],
  urge: { reached: 67, skipped: 12 },
  behind: 0,
  countedAt: '2026-03-17T02:33:00Z',
  asOf: null,
  allowed: ['urge', 'export', 'evidence', 'exempt', 'answer'],
}

export const samplePeople: PeopleView = {
  policy: { id: 'pol_0sample1', title: '企业微信使用规范', titleEn: 'Using WeCom', label: '3.0' },
  department: null,
  state: null,
  mayRemind: true,
  mayChange: true,
  page: {
    items: [
      {
        ...guoJi,
        state: 'signed',
        signedLabel: '3.0',
        signedAt: '2026-03-17T02:00:00Z',
        basis: 'delta',
        receipt: 'K7Q2-91FD',
        openedAt: '2026-03-16T01:12:00Z',
        dueAt: '2026-03-20T02:00:00Z',
        reminders: 1,
        isPartner: false,
        leftAt: null,
      },
      {
        userid: 'ayiguli',
        name: '阿依古丽·买买提',
        department: ['新疆分公司', '二线支持组'],
        state: 'overdue',
        signedLabel: '2.2',
        signedAt: '2026-01-05T02:00:00Z',
        basis: 'full',
        receipt: 'M4T1-22AB',
        openedAt: '2026-03-11T01:40:00Z',
        dueAt: '2026-03-16T02:00:00Z',
        reminders: 3,
        isPartner: true,
        leftAt: null,
      },
    ],
    next: null,
    total: 2,
  },
}
