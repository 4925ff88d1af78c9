import type { InitialState } from '@desk/shared/pages/initial-state'
import type { LoadedPage, PageName } from '@desk/shared/pages/page-table'
import { sampleAccountPages } from './sample-accounts.ts'
import { closingPages } from './sample-closings.ts'
import { sampleCampaigns, sampleConfirmation, sampleConfirmationBoard } from './sample-confirmations.ts'
import { sampleDuties } from './sample-duties.ts'
import { custodyPages } from './sample-custody.ts'
import { feedbackPages } from './sample-feedback.ts'
import { groupPages } from './sample-groups.ts'
import { samplePeoplePages } from './sample-people-pages.ts'
import { incidentPages } from './sample-incidents.ts'
import { samplePolicyPages } from './policies/sample-policy-pages.ts'
import { sampleCalendar, sampleOutbox, sampleTexts } from './sample-delivery.ts'
import { sampleAudit, sampleMyData, samplePrivacy } from './policies/sample-evidence.ts'
import { sampleLinks, sampleRoom } from './policies/sample-evidence-room.ts'
import { samplePanel, sampleSessions } from './sample-identity.ts'
import { sampleCheck, sampleKeys, sampleRoles } from './sample-settings.ts'
import { sampleFields, sampleForm, sampleSheet } from './sample-form.ts'
import { sampleActiveDelegations, sampleDelegations } from './sample-delegations.ts'
import { sampleOverview } from './sample-overview.ts'
import { position, telephone } from './sample-changes.ts'
import { sampleDirectory } from './sample-directory.ts'
import {
  sampleCaseHelp,
  sampleGuardians,
  sampleClosedCases,
  sampleLostBoard,
  sampleLostCase,
  sampleLostForm,
  sampleOnCallRoster,
} from './sample-lost.ts'
import { sampleTask } from './policies/sample-policies.ts'
import { ayigul, liMin, sampleMe } from './sample-people.ts'
import { summary, done, sampleRequests } from './sample-requests.ts'

const rows = [
  summary({}),
  summary({ id: 'req_0sample2', applicant: ayigul, changes: [position, telephone] }),
  summary({
    id: 'req_0sample3',
    applicant: { userid: 'ouyang', name: '欧阳若楠', department: ['华南大区', '深圳南山体验店运营组'] },
    changes: [{ ...position, from: '', to: '值班店长' }],
  }),
]

export const samplePages = {
  home: {
    name: 'home',
    data: {
      delegations: sampleActiveDelegations,
      waiting: {
        approvals: { count: 12, oldestAt: '2026-03-16T23:13:00Z' },
        byHand: { count: 2, oldestAt: '2026-03-17T01:02:00Z' },
        stopped: { count: 0, oldestAt: null },
        versions: { count: 0, oldestAt: null, first: null },
        questions: { count: 0, oldestAt: null, first: null },
        proposals: { count: 0, oldestAt: null },
        apiKeys: { count: 0, oldestAt: null },
        feedback: { count: 0, oldestAt: null, first: null },
        incidents: { count: 0, oldestAt: null, first: null },
        custody: { count: 0, oldestAt: null },
        own: { count: 1, oldestAt: '2026-03-17T01:20:00Z', first: 'req_0sample1' },
        guardians: { count: 1, oldestAt: '2026-03-17T01:30:00Z' },
        lost: {
          count: 1,
          oldestAt: '2026-03-17T01:40:00Z',
          first: 'req_0sample1',
          careLeft: null,
          urgent: [],
          taken: null,
        },
        confirmations: { count: 0, oldestAt: null, first: null },
        groups: { count: 2, oldestAt: '2026-03-15T02:00:00Z', first: 'grp_0sample1' },
        policies: [sampleTask],
      },
      watchedPolicy: 'pol_0sample1',
      admin: { ...liMin, phone: '0755-8601-2046', isDeputy: false, isOnDuty: true, usualHours: 2 },
      guardians: [{ userid: 'sunhao', name: '孙浩' }],
      running: {
        count: 3,
        items: [
          summary({}),
          summary({
            id: 'req_0sample4',
            state: 'executing',
            changes: [position, telephone],
            proof: { reached: 2, state: 'running' },
          }),
        ],
      },
    },
  },
  overview: { name: 'overview', data: sampleOverview },
  requests: {
    name: 'requests',
    data: {
      items: [
        summary({}),
        summary({ id: 'req_0sample5', state: 'done', changes: done.changes, proof: done.proof }),
        summary({ id: 'req_0sample6', state: 'withdrawn', proof: { reached: 0, state: 'stopped' } }),
        summary({ id: 'req_0sample7', state: 'failed', proof: { reached: 1, state: 'failed' } }),
      ],
      next: null,
      counts: { running: 2, returned: 1 },
    },
  },
  approvals: {
    name: 'approvals',
    data: {
      items: rows,
      next: 'cursor2',
      counts: {
        waiting: 12,
        overdue: 1,
        byHand: 2,
        kinds: [
          { kind: 'info_change', count: 10 },
          { kind: 'group_create', count: 2 },
        ],
      },
      delegations: sampleActiveDelegations,
    },
  },
  request: { name: 'request', data: sampleRequests.done },
  'info-change': { name: 'info-change', data: sampleForm },
  resubmission: {
    name: 'resubmission',
    data: {
      request: sampleRequests.returned,
      form: sampleForm,
      asked: [{ name: 'position', value: '高级质检工程师' }],
    },
  },
  ...closingPages,
  ...feedbackPages,
  ...custodyPages,
  ...groupPages(sampleRequests.returned),
  ...incidentPages,
  delegations: { name: 'delegations', data: sampleDelegations },
  settings: {
    name: 'settings',
    data: {
      proposals: 3,
      stoppedKeys: 1,
      values: {
        roles: 5,
        partners: 6,
        policies: 7,
        fields: 7,
        quietHours: { from: '20:00', to: '08:30' },
        texts: 4,
        stopped: 2,
        isPaused: false,
        syncedAt: '2026-03-17T02:30:00.000Z',
        apiKeys: 3,
      },
      changes: [
        { page: 'calendar', by: liMin, at: '2026-03-17T01:20:00.000Z' },
        { page: 'texts', by: { userid: 'zhoulan', name: '周岚' }, at: '2026-03-13T06:05:00.000Z' },
      ],
      signing: {
        id: 'pol_0sample1',
        title: '企业微信使用规范',
        titleEn: null,
        label: '3.0',
        signed: 52,
        required: 60,
        overdue: 0,
        dueAt: '2026-03-24T10:00:00.000Z',
      },
      check: { warn: 1, bad: 1, checkedAt: '2026-03-17T01:00:00.000Z', isInDoubt: false },
    },
  },
  'settings-roles': { name: 'settings-roles', data: sampleRoles },
  'settings-check': { name: 'settings-check', data: sampleCheck },
  'settings-api-keys': { name: 'settings-api-keys', data: sampleKeys },
  'settings-outbox': { name: 'settings-outbox', data: sampleOutbox },
  'settings-calendar': { name: 'settings-calendar', data: sampleCalendar },
  'settings-directory': { name: 'settings-directory', data: sampleDirectory },
  'settings-texts': { name: 'settings-texts', data: sampleTexts },
  'settings-fields': { name: 'settings-fields', data: sampleFields },
  'request-sheet': { name: 'request-sheet', data: sampleSheet },
  ...samplePeoplePages,
  ...samplePolicyPages,
  ...sampleAccountPages,
  'evidence-links': { name: 'evidence-links', data: sampleLinks },
  'evidence-room': { name: 'evidence-room', data: sampleRoom },
  verify: { name: 'verify', data: null },
  'evidence-entry': { name: 'evidence-entry', data: null },
  audit: { name: 'audit', data: sampleAudit },
  confirmation: { name: 'confirmation', data: sampleConfirmation },
  'confirmation-board': { name: 'confirmation-board', data: sampleConfirmationBoard },
  'settings-confirmations': { name: 'settings-confirmations', data: sampleCampaigns },
  duties: { name: 'duties', data: sampleDuties },
  me: {
    name: 'me',
    data: { fields: sampleForm.fields, guardians: [{ userid: 'sunhao', name: '孙浩' }], receipts: 3, sessions: 2 },
  },
  'my-sessions': { name: 'my-sessions', data: sampleSessions },
  'claim-ops': { name: 'claim-ops', data: null },
  panel: { name: 'panel', data: samplePanel },
  'my-data': { name: 'my-data', data: sampleMyData },
  privacy: { name: 'privacy', data: samplePrivacy },
  'lost-device': { name: 'lost-device', data: sampleLostForm },
  'lost-case': { name: 'lost-case', data: sampleLostCase },
  'lost-archive': { name: 'lost-archive', data: sampleClosedCases },
  'lost-board': { name: 'lost-board', data: sampleLostBoard },
  guardians: { name: 'guardians', data: sampleGuardians },
  'settings-on-call': { name: 'settings-on-call', data: sampleOnCallRoster },
  'case-help': { name: 'case-help', data: sampleCaseHelp },
  'second-factor': { name: 'second-factor', data: { outcome: 'refused' } },
  refusal: { name: 'refusal', data: { reason: 'outsider', helpCode: 'R4M-88', retryTo: '/auth/login?to=%2F' } },
  'not-found': { name: 'not-found', data: null },
  error: { name: 'error', data: { requestId: 'evt_0sample9' } },
} as const satisfies { [Name in PageName]: Extract<LoadedPage, { name: Name }> }

const withoutSession: readonly PageName[] = [
  'refusal',
  'panel',
  'case-help',
  'second-factor',
  'verify',
  'evidence-entry',
]

// 10:33 on a Tuesday morning in Shanghai.
export const sampleInitialState = (page: LoadedPage, overrides: Partial<InitialState> = {}): InitialState => ({
  me: withoutSession.includes(page.name) ? null : sampleMe,
  page,
  language: 'zh-CN',
  theme: 'auto',
  mode: 'normal',
  isComputer: false,
  now: '2026-03-17T02:33:00.000Z',
  timeZone: 'Asia/Shanghai',
  ...overrides,
})
