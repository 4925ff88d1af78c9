import type { OverviewView } from '@desk/shared/pages/overview-schemas'

const counts = {
  signed: 912,
  pending: 38,
  overdue: 23,
  questioned: 9,
  undelivered: 18,
  exempt: 14,
  excluded: 31,
  changeOnly: 0,
}
const policy = { id: 'pol_0sample1', title: '企业微信使用规范', titleEn: 'Using WeCom' } as const

export const sampleOverview: OverviewView = {
  policies: [
    {
      ...policy,
      label: '3.0',
      since: '2026-03-09T02:00:00Z',
      dueAt: '2026-03-16T02:00:00Z',
      counts,
      joiners: 2,
      cells: [
        { required: 49, missing: 19, overdue: 9 },
        { required: 155, missing: 0, overdue: 0 },
      ],
    },
    {
      id: 'pol_0sample2',
      title: '信息安全须知',
      titleEn: null,
      label: '1.0',
      since: '2026-03-16T02:00:00Z',
      dueAt: '2026-03-24T02:00:00Z',
      counts: { ...counts, overdue: 0, undelivered: 0 },
      joiners: 0,
      cells: [
        { required: 49, missing: 40, overdue: 0 },
        { required: 0, missing: 0, overdue: 0 },
      ],
    },
  ],
  departments: [
    { id: 21, name: '新疆分公司乌鲁木齐客户服务中心' },
    { id: 22, name: '供应链与质量保障中心' },
  ],
  hasMore: true,
  behind: 0,
  mayAct: true,
  countedAt: '2026-03-17T02:33:00Z',
  versions: { count: 1, first: 'pol_0sample2' },
  questions: { count: 2, oldestAt: '2026-03-16T02:00:00Z', first: 'pol_0sample1' },
  exemptions: [{ policy, person: { userid: 'shaobing', name: '邵冰' }, until: '2026-03-31' }],
  moreExemptions: [{ policy, count: 3 }],
  partners: [{ person: { userid: 'duan', name: '段志远' }, company: '外协', endsOn: '2026-03-31' }],
  morePartners: 4,
  ops: { bad: 0, warn: 2, checkedAt: '2026-03-17T02:00:00Z', stopped: 1 },
}
