import type { HomeView } from '@desk/shared/pages/page-schemas'
import type { InitialState } from '@desk/shared/pages/initial-state'

const none = { count: 0, oldestAt: null }
const noneFirst = { ...none, first: null }
const now = '2026-03-17T02:33:00.000Z'
const earlier = '2026-03-16T23:13:00.000Z'
const member = { userid: 'guoji', name: '郭𠮷', department: ['供应链与质量保障中心', '来料检验组'] }
const approver = { userid: 'limin', name: '李敏' }

type Running = HomeView['running']['items'][number]

const running: Running = {
  id: 'req_0budget1',
  no: 'K7Q2-91FD',
  kind: 'info_change',
  state: 'open',
  applicant: member,
  changes: [{ field: 'position', from: '质检工程师', to: '高级质检工程师', verdict: null, readBack: null }],
  proof: { reached: 0, state: 'waiting' },
  deciders: [{ ...approver, because: 'admin', onBehalfOf: null }],
  decidedBy: null,
  decidedFor: null,
  decidedAt: null,
  createdAt: earlier,
  version: 1,
  seenHash: 'a'.repeat(64),
  isRisky: false,
  step: 'department',
  phase: null,
  waitingSince: earlier,
  dueAt: now,
  isOverdue: false,
  claimedBy: null,
  urge: { count: 0, nextAt: null },
  returned: null,
}

const policy: HomeView['waiting']['policies'][number] = {
  id: 'pol_0budget1',
  title: '企业微信使用规范',
  titleEn: 'Using WeCom',
  label: '3.0',
  state: 'pending',
  toRead: 12,
  isDelta: false,
  seconds: 180,
  dueAt: '2026-03-20T02:00:00.000Z',
  signedAt: null,
  receipt: null,
}

/** The home page of an approver on a busy morning, with most parts that a home page can have. */
const busyHome: HomeView = {
  waiting: {
    approvals: { count: 12, oldestAt: earlier },
    byHand: none,
    stopped: none,
    own: { count: 1, oldestAt: earlier, first: 'req_0budget1', why: ['李敏', '请补一份岗位变动的证明'] },
    guardians: { count: 1, oldestAt: earlier },
    lost: {
      count: 1,
      oldestAt: earlier,
      first: 'req_0budget2',
      careLeft: null,
      urgent: [
        {
          id: 'req_0budget2',
          name: '赵丽霞',
          reporter: '孙浩',
          phone: '0755-8601-2047',
          reportedAt: '2026-03-17T02:32:00.000Z',
          decideUntil: '2026-03-17T02:37:00.000Z',
          deputies: ['罗文静'],
          deputiesAt: '2026-03-17T02:34:00.000Z',
          onCall: '陈海燕',
        },
      ],
      taken: { id: 'req_0budget3', name: '马晓宇', by: '罗文静', at: '2026-03-17T02:31:00.000Z' },
    },
    confirmations: { count: 1, oldestAt: earlier, first: null },
    groups: { count: 2, oldestAt: earlier, first: null },
    versions: noneFirst,
    questions: noneFirst,
    feedback: { count: 1, oldestAt: earlier, first: null },
    incidents: { count: 1, oldestAt: earlier, first: null },
    custody: { count: 1, oldestAt: null },
    proposals: none,
    apiKeys: none,
    policies: [policy, { ...policy, id: 'pol_0budget2', title: '保密制度', titleEn: 'Secrecy' }],
  },
  watchedPolicy: 'pol_0budget1',
  delegations: { given: [], held: [{ ...approver, endsOn: '2026-03-20' }] },
  admin: { ...approver, phone: '0755-8601-2046', isDeputy: false, isOnDuty: true, usualHours: 2 },
  guardians: [
    { userid: 'sunhao', name: '孙浩' },
    { userid: 'zhaolixia', name: '赵丽霞' },
  ],
  running: { count: 3, items: ['1', '2', '3'].map((suffix) => ({ ...running, id: `req_0budget${suffix}` })) },
}

/** Returns the initial state of that home page, with overrides such as the language. */
export const busyHomeState = (overrides: Partial<InitialState>): InitialState => ({
  me: {
    ...member,
    roles: [],
    seesLostDeviceCases: true,
    isDeptAdmin: true,
    approvesRequests: true,
    corpId: 'ww0123456789abcdef',
    agentId: 1000002,
  },
  page: { name: 'home', data: busyHome },
  language: 'zh-CN',
  theme: 'auto',
  mode: 'normal',
  isComputer: false,
  now,
  timeZone: 'Asia/Shanghai',
  ...overrides,
})
