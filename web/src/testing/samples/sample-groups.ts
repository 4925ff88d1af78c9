import type { GroupForm, GroupList, GroupSummary, GroupView } from '@desk/shared/groups/group-schemas'
import { initialGroupRules } from '@desk/shared/groups/group-rules'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { approverLiMin, guoJi, liMin } from './sample-people.ts'

const mate = { userid: 'mate', name: '次仁卓玛' }

const sampleGroupForm: GroupForm = {
  department: '来料检验组',
  owner: { userid: guoJi.userid, name: guoJi.name },
  templates: initialGroupRules.templates.map(({ id, name, kind, saysUntil }) => ({
    id,
    name,
    kind,
    saysUntil,
    expiresOn: '2026-06-30',
    deputy: null,
  })),
  rules: { separator: '-', saysDepartment: true, isTopicFirst: true, bannedWords: initialGroupRules.bannedWords },
  largeFrom: 100,
  neighbours: ['来料检验组', '供应链与质量周会'],
  deciders: [{ ...approverLiMin }],
  answer: { usualHours: 2, dueAt: '2026-03-18T02:33:00Z' },
  leftToday: 5,
  isByHand: true,
  isPartner: false,
  again: null,
}

const summary = (overrides: Partial<GroupSummary> = {}): GroupSummary => ({
  id: 'grp_0sample1',
  name: '来料异常-来料检验组-专项-至26年6月',
  state: 'active',
  origin: 'api',
  owner: { userid: guoJi.userid, name: guoJi.name },
  deputy: mate,
  memberCount: 38,
  goneCount: 2,
  createdAt: '2026-03-01T02:00:00Z',
  expiresOn: '2026-06-30',
  isReviewOpen: true,
  isLate: false,
  isVacant: false,
  isDeclined: false,
  isApplying: false,
  ...overrides,
})

const sampleGroups: GroupList = {
  waiting: null,
  late: [summary({ id: 'grp_0sample5', name: '仓储部-盘点差异-专项', isLate: true })],
  own: [summary()],
  offered: [summary({ id: 'grp_0sample2', name: '采购部-年度招标-项目-至26年9月', isVacant: true, goneCount: 0 })],
  below: {
    items: [
      summary({ id: 'grp_0sample3', name: '质量部-体系复审-长期', isReviewOpen: false, goneCount: 0 }),
      summary({ id: 'grp_0sample4', name: '产线改造沟通', origin: 'declared', state: 'charter', isLate: true }),
    ],
    next: 'cursor2',
  },
}

const sampleGroup: GroupView = {
  ...summary(),
  purpose: '来料连续不合格，当天拉齐质检和采购',
  department: guoJi.department,
  requestId: 'req_0sample1',
  chatId: '5f0c1d2e3b4a59687766554433221100',
  version: 4,
  charter: { signedAt: '2026-03-02T02:00:00Z', signedBy: { userid: guoJi.userid, name: guoJi.name }, dueAt: null },
  review: { openedAt: '2026-03-17T01:00:00Z', lastAt: null, nextOn: '2026-06-15' },
  drifted: [
    {
      userid: 'siwenbo',
      name: '司马文博',
      department: ['海外业务部'],
      why: 'moved',
      at: '2026-03-10T02:00:00Z',
      reason: 'project',
      isLeaving: false,
      isDeputy: false,
    },
    {
      ...mate,
      department: ['西藏分公司'],
      why: 'moved',
      at: '2026-03-12T02:00:00Z',
      reason: 'department',
      isLeaving: false,
      isDeputy: true,
    },
  ],
  standing: { department: 27, project: 8, guest: 1 },
  members: [{ ...liMin, department: guoJi.department, reason: 'department', since: '2026-03-01T02:00:00Z' }],
  missing: [{ userid: 'gone', name: '王小雨' }],
  trouble: null,
  lookedAt: '2026-03-16T02:00:00Z',
  restoreUntil: null,
  nextOwner: null,
  offeredTo: [],
  checklist: [],
  reports: [
    { id: 'grr_0sample1', what: 'off_topic', at: '2026-03-15T02:00:00Z', to: 'owner', outcome: null },
    { id: 'grr_0sample2', what: 'advertising', at: '2026-03-11T02:00:00Z', to: 'owner', outcome: 'reminded' },
  ],
  wishes: [{ userid: 'wangfang', name: '王芳', department: ['采购部', '供应商管理组'], at: '2026-03-16T02:00:00Z' }],
  allowed: ['sign', 'review', 'renew', 'archive', 'report', 'appoint', 'handle', 'admit'],
  declined: null,
  reportTo: ['owner', 'ops'],
  reporterSeenBy: 'nobody',
  isOwn: false,
  stays: [{ userid: guoJi.userid, name: guoJi.name }, mate],
  undoUntil: null,
}

const again = {
  template: 'special',
  topic: '来料异常',
  purpose: '当天拉齐质检和采购',
  deputyId: liMin.userid,
  members: [liMin],
}

// `returned`: a returned request, for the resubmission form.
export const groupPages = (returned: RequestView) =>
  ({
    'group-create': { name: 'group-create', data: sampleGroupForm },
    'group-resubmission': {
      name: 'group-resubmission',
      data: { request: returned, form: sampleGroupForm, asked: again },
    },
    groups: { name: 'groups', data: sampleGroups },
    'group-registry': { name: 'group-registry', data: { items: sampleGroups.own, next: null } },
    group: { name: 'group', data: sampleGroup },
    'group-declare': { name: 'group-declare', data: null },
    'settings-groups': { name: 'settings-groups', data: { version: 0, rules: initialGroupRules } },
  }) as const
