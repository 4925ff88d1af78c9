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
  changeOnly: 0,
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
  department: { id: 12, name: '华南大区', above: [{ id: 0, name: null }] },
  others: [],
  counts: counts({
    signed: 912,
    pending: 38,
    overdue: 23,
    questioned: 9,
    undelivered: 18,
    exempt: 14,
    excluded: 31,
    changeOnly: 12,
  }),
  departments: [
    {
      id: 21,
      name: '新疆分公司乌鲁木齐客户服务中心',
      counts: counts({ signed: 30, pending: 8, overdue: 9, undelivered: 2 }),
      isParent: true,
    },
    { id: 22, name: '供应链与质量保障中心', counts: counts({ signed: 148, pending: 7 }), isParent: false },
  ],
  departmentCount: 2,
  burnUp: {
    from: '2026-03-09T02:00:00Z',
    to: '2026-03-24T16:00:00Z',
    asOf: null,
    isByMinute: false,
    points: [
      { at: '2026-03-09T02:00:00Z', signed: 0 },
      { at: '2026-03-09T16:00:00Z', signed: 400 },
      { at: '2026-03-15T16:00:00Z', signed: 700 },
      { at: '2026-03-16T16:00:00Z', signed: 860 },
      { at: '2026-03-17T02:33:00Z', signed: 912 },
    ],
    days: [
      { day: '2026-03-09', signed: 400, asked: 998 },
      { day: '2026-03-15', signed: 700, asked: 998 },
      { day: '2026-03-16', signed: 860, asked: 999 },
      { day: '2026-03-17', signed: 912, asked: 1000 },
    ],
    marks: [
      { at: '2026-03-09T02:00:00Z', kind: 'published', label: '3.0', people: null },
      { at: '2026-03-16T02:00:00Z', kind: 'reminded', label: null, people: 310 },
    ],
    freeTimes: [{ from: '2026-03-13T16:00:00Z', to: '2026-03-15T16:00:00Z' }],
    forecast: {
      perDay: 20,
      target: 950,
      reachedOn: '2026-03-18',
      atDue: null,
      points: [
        { at: '2026-03-17T16:00:00Z', low: 922, likely: 932, high: 942 },
        { at: '2026-03-18T16:00:00Z', low: 930, likely: 952, high: 980 },
      ],
    },
  },
  storedDays: { first: '2026-03-09', before: '2026-03-16', after: null },
  urge: { reached: 67, skipped: 12 },
  behind: 0,
  countedAt: '2026-03-17T02:33:00Z',
  asOf: null,
  allowed: ['urge', 'export', 'evidence', 'exempt', 'answer'],
}

export const samplePeople: PeopleView = {
  department: null,
  state: null,
  mayRemind: true,
  mayChange: true,
  page: {
    policy: { id: 'pol_0sample1', title: '企业微信使用规范', titleEn: 'Using WeCom', label: '3.0' },
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
