import type { IncidentCase } from '@desk/shared/incidents/incident-case-schemas'
import type { ReportedIncident } from '@desk/shared/incidents/incident-schemas'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { liMin } from './sample-people.ts'

const baiXue = { userid: 'baixue', name: '白雪' }

const sampleIncidentForm = {
  isOn: true,
  contact: { member: { userid: 'qinyue', name: '秦越' }, phone: '0755-86012046' },
  token: '0'.repeat(64),
  department: { id: 21, path: ['质量中心', '来料检验组'], admins: [[liMin]], isLargeEnough: true },
  handlers: [baiXue, { userid: 'haojie', name: '郝杰' }],
  group: null,
}

const messages: ReportedIncident['messages'] = [
  {
    id: 'icm_0sample1',
    channel: 'reporter',
    from: 'handler',
    author: baiXue,
    text: '收到，链接已经拦下。你点开填过吗？',
    at: '2026-03-17T01:52:00Z',
    picture: null,
  },
  {
    id: 'icm_0sample2',
    channel: 'reporter',
    from: 'reporter',
    author: null,
    text: '点开了，没填',
    at: '2026-03-17T01:55:00Z',
    picture: 'icp_0sample1',
  },
]

const sampleReported: ReportedIncident = {
  id: 'inc_0sample1',
  no: 'K7Q2-91FD',
  kind: 'password',
  state: 'closed',
  recipient: 'management',
  isUnnamed: false,
  text: '采购群里有人发了一个“补贴登记”的链接，要填身份证。',
  group: null,
  at: '2026-03-17T01:41:00Z',
  readers: [baiXue],
  handler: baiXue,
  messages,
  steps: [{ at: '2026-03-17T01:50:00Z', type: 'acknowledged' }],
  outcome: { result: 'confirmed', text: '链接已拦截，已提醒全员', at: '2026-03-17T01:58:00Z' },
  dueAt: null,
  mayReopen: true,
}

export const sampleCase: IncidentCase = {
  id: 'inc_0sample1',
  no: 'K7Q2-91FD',
  kind: 'sharing',
  state: 'acknowledged',
  severity: 'critical',
  isUnnamed: false,
  isRestricted: true,
  department: ['质量中心', '来料检验组'],
  handler: baiXue,
  at: '2026-03-17T01:41:00Z',
  dueAt: '2026-03-17T01:45:00Z',
  isReplied: true,
  excerpt: '同事把账号借给外协用',
  escalation: 'leads',
  closedAt: null,
  version: 3,
  recipient: 'management',
  text: '同事把账号借给外协用',
  picture: 'icp_0sample1',
  group: { id: 'grp_0sample1', name: '来料异常-质量部-专项', violation: null },
  involved: [{ userid: 'zhongkaiwen', name: '钟凯文' }],
  readers: [baiXue],
  messages: [
    ...messages,
    {
      id: 'icm_0sample3',
      channel: 'internal',
      from: 'handler',
      author: baiXue,
      text: '先查登录记录',
      at: '2026-03-17T01:53:00Z',
      picture: null,
    },
  ],
  events: [
    { id: 'evt_0sample1', at: '2026-03-17T01:41:00Z', type: 'submitted', actor: null, detail: 'sharing' },
    { id: 'evt_0sample2', at: '2026-03-17T01:50:00Z', type: 'acknowledged', actor: baiXue, detail: null },
  ],
  outcome: null,
  lostCaseId: 'req_0sample1',
  allowed: ['investigate', 'ask', 'reply', 'note', 'act', 'close', 'recuse', 'restrict', 'severity', 'release'],
  mayViewReporter: true,
  hr: [{ userid: 'xiaolan', name: '肖兰' }],
}

type IncidentPage =
  | 'incident-report'
  | 'incident-mailbox'
  | 'incidents'
  | 'incident'
  | 'incident-cases'
  | 'incident-case'
  | 'settings-incidents'

export const incidentPages = {
  'incident-report': { name: 'incident-report', data: sampleIncidentForm },
  'incident-mailbox': { name: 'incident-mailbox', data: { token: '0'.repeat(64) } },
  incidents: {
    name: 'incidents',
    data: {
      items: [
        {
          id: 'inc_0sample1',
          no: 'K7Q2-91FD',
          kind: 'password',
          state: 'closed',
          at: '2026-03-17T01:41:00Z',
          isAnswered: true,
        },
      ],
    },
  },
  incident: { name: 'incident', data: sampleReported },
  'incident-cases': {
    name: 'incident-cases',
    data: {
      items: [sampleCase],
      next: null,
      show: 'open',
      recent: { items: [], count: 0 },
      intake: [
        {
          from: '2026-03-08T16:00:00Z',
          count: 2,
          byCategory: { account: 1, hazard: 1, violation: 0 },
          minutes: 540,
        },
        {
          from: '2026-03-15T16:00:00Z',
          count: 5,
          byCategory: { account: 2, hazard: 1, violation: 2 },
          minutes: null,
        },
      ],
      counts: [
        { department: ['质量中心'], count: 7 },
        { department: ['销售部'], count: null },
      ],
    },
  },
  'incident-case': { name: 'incident-case', data: sampleCase },
  'settings-incidents': {
    name: 'settings-incidents',
    data: {
      contact: { member: { userid: 'qinyue', name: '秦越' }, phone: '0755-86012046', isActive: true },
      handlers: [baiXue],
      late: [{ member: baiXue, count: 2 }],
      isOn: false,
      version: 1,
      mayChange: true,
    },
  },
} satisfies { [Name in IncidentPage]: Extract<LoadedPage, { name: Name }> }
