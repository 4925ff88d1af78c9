import type { Boot } from '@desk/shared/pages/boot'
import type { BootPage, PageName } from '@desk/shared/pages/page-table'
import type { RequestSummary, RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { sampleCalendar, sampleOutbox, sampleTexts } from './sample-delivery.ts'
import { sampleAudit, sampleMyData, samplePrivacy } from './sample-evidence.ts'
import { groupPages } from './sample-groups.ts'
import { samplePanel, sampleSessions } from './sample-identity.ts'
import { sampleCheck, sampleKeys, sampleRoles } from './sample-settings.ts'
import { sampleFields, sampleSheet } from './sample-info.ts'
import { sampleActive, sampleDelegations } from './sample-delegations.ts'
import { position, telephone } from './sample-changes.ts'
import { sampleDirectory } from './sample-directory.ts'
import { sampleDuty, sampleGuardians, sampleLostBoard, sampleLostCase, sampleLostForm } from './sample-lost.ts'
import { sampleTask } from './sample-policies.ts'
import { samplePolicyPages } from './sample-policy-pages.ts'
import { sampleForm } from './sample-form.ts'
import { askedLiMin, ayigul, guoJi, liMin, sampleMe } from './sample-people.ts'

const summary = (over: Partial<RequestSummary>): RequestSummary => ({
  id: 'req_0sample1',
  no: 'K7Q2-91FD',
  kind: 'info_change',
  state: 'open',
  applicant: guoJi,
  changes: [position],
  proof: { reached: 0, state: 'waiting' },
  deciders: [askedLiMin],
  decidedBy: null,
  decidedFor: null,
  decidedAt: null,
  createdAt: '2026-03-17T01:41:03Z',
  version: 1,
  seenHash: 'a'.repeat(64),
  isRisky: false,
  step: 'department',
  phase: null,
  waitingSince: '2026-03-17T01:41:03Z',
  dueAt: '2026-03-18T01:41:03Z',
  isOverdue: false,
  claimedBy: null,
  urge: { count: 0, nextAt: null },
  ...over,
})

const happened = (
  id: number,
  at: string,
  type: TimelineEntry['type'],
  actor: TimelineEntry['actor'] = null,
  details: TimelineEntry['details'] = {},
): TimelineEntry => ({ id: `evt_0sample${String(id)}`, at: `2026-03-17T${at}Z`, type, actor, details })

const submitted = happened(1, '01:41:03', 'submitted', guoJi, { count: 2 })
const decided = happened(2, '02:33:10', 'decided', liMin, { agreed: 1, refused: 1 })
const agreed = { agreed: true, reason: null }

const view = (over: Partial<RequestView>): RequestView => ({
  ...summary({ changes: [position, telephone] }),
  group: null,
  clause: '3.3a',
  timeline: [submitted],
  allowed: [],
  waitingForMe: null,
  followUp: {
    phase: null,
    effectiveOn: null,
    openFields: [],
    disputes: [],
    disputableUntil: null,
    waitsForNobody: false,
    allowed: [],
  },
  nextForMe: null,
  undoUntil: null,
  returned: null,
  ...over,
})

const done = view({
  state: 'done',
  proof: { reached: 3, state: 'done' },
  deciders: [],
  decidedBy: liMin,
  changes: [
    { ...position, verdict: agreed, readBack: { value: '高级质检工程师', equal: true } },
    {
      ...telephone,
      verdict: { agreed: false, reason: { code: 'other', text: '这个分机是前台的，换一个。', clause: '3.3a' } },
    },
  ],
  timeline: [
    submitted,
    decided,
    happened(3, '02:34:09', 'write_started', null, { attempt: 1 }),
    happened(4, '02:34:10', 'written'),
    happened(5, '02:34:12', 'read_back_equal', null, { count: 1 }),
  ],
})

/** Requests in every condition a person can meet. */
export const sampleRequests = {
  waiting: view({ allowed: ['withdraw', 'urge'] }),
  toDecide: view({ applicant: ayigul, allowed: ['decide', 'return', 'transfer'], waitingForMe: 9 }),
  running: view({
    state: 'executing',
    proof: { reached: 2, state: 'running' },
    deciders: [],
    decidedBy: liMin,
    changes: [
      { ...position, verdict: agreed },
      { ...telephone, verdict: agreed },
    ],
    timeline: [
      submitted,
      decided,
      happened(3, '02:34:09', 'write_started', null, { attempt: 1 }),
      happened(4, '02:34:10', 'write_retried', null, { cause: '-1', attempt: 1, retryAt: '2026-03-17T02:34:15Z' }),
      happened(5, '02:34:15', 'written'),
    ],
  }),
  done,
  mismatch: {
    ...done,
    state: 'failed',
    proof: { reached: 2, state: 'failed' },
    changes: [{ ...position, verdict: agreed, readBack: { value: '质检员', equal: false } }],
    timeline: [
      ...done.timeline.slice(0, -1),
      happened(5, '02:34:12', 'read_back_differs', null, { fields: ['position'] }),
    ],
  },
  returned: view({
    state: 'returned',
    deciders: [],
    waitingSince: null,
    dueAt: null,
    allowed: ['resubmit', 'withdraw'],
    returned: {
      by: liMin,
      at: '2026-03-17T02:20:00Z',
      reason: { code: 'needs_proof', text: '请附调岗通知', clause: '3.3a' },
    },
    timeline: [
      submitted,
      happened(2, '02:20:00', 'returned', liMin, {
        reason: { code: 'needs_proof', text: '请附调岗通知', clause: '3.3a' },
      }),
    ],
  }),
  undoable: view({
    state: 'decided',
    proof: { reached: 1, state: 'running' },
    deciders: [],
    decidedBy: guoJi,
    decidedAt: '2026-03-17T02:32:40Z',
    applicant: ayigul,
    allowed: ['undo'],
    undoUntil: '2026-03-17T02:33:40Z',
    waitingForMe: 3,
    nextForMe: 'req_0sample2',
    changes: [
      { ...position, verdict: agreed },
      { ...telephone, verdict: agreed },
    ],
    timeline: [submitted, happened(2, '02:32:40', 'decided', guoJi, { agreed: 2, refused: 0 })],
  }),
  withdrawn: view({
    state: 'withdrawn',
    proof: { reached: 0, state: 'stopped' },
    deciders: [],
    timeline: [submitted, happened(2, '01:59:59', 'withdrawn', guoJi)],
  }),
  refused: view({
    state: 'refused',
    proof: { reached: 1, state: 'stopped' },
    deciders: [],
    decidedBy: liMin,
    changes: [{ ...position, verdict: { agreed: false, reason: { code: 'needs_proof', text: '', clause: '3.3a' } } }],
    timeline: [submitted, happened(2, '02:33:10', 'decided', liMin, { agreed: 0, refused: 1 })],
  }),
} satisfies Record<string, RequestView>

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
      delegations: sampleActive,
      waiting: {
        approvals: { count: 12, oldestAt: '2026-03-16T23:13:00Z' },
        byHand: { count: 2, oldestAt: '2026-03-17T01:02:00Z' },
        stopped: { count: 0, oldestAt: null },
        versions: { count: 0, oldestAt: null, first: null },
        questions: { count: 0, oldestAt: null, first: null },
        proposals: { count: 0, oldestAt: null },
        apiKeys: { count: 0, oldestAt: null },
        own: { count: 1, oldestAt: '2026-03-17T01:20:00Z', first: 'req_0sample1' },
        guardians: { count: 1, oldestAt: '2026-03-17T01:30:00Z' },
        lost: { count: 1, oldestAt: '2026-03-17T01:40:00Z', first: 'req_0sample1', careLeft: null },
        groups: { count: 2, oldestAt: '2026-03-15T02:00:00Z', first: 'grp_0sample1' },
        policies: [sampleTask],
      },
      watchedPolicy: 'pol_0sample1',
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
    },
  },
  approvals: {
    name: 'approvals',
    data: { items: rows, next: 'cursor2', counts: { waiting: 12, overdue: 1, byHand: 2 }, delegations: sampleActive },
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
  ...groupPages(sampleRequests.returned),
  delegations: { name: 'delegations', data: sampleDelegations },
  settings: {
    name: 'settings',
    data: {
      proposals: 3,
      stoppedKeys: 1,
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
  ...samplePolicyPages,
  audit: { name: 'audit', data: sampleAudit },
  me: { name: 'me', data: null },
  'my-sessions': { name: 'my-sessions', data: sampleSessions },
  'claim-ops': { name: 'claim-ops', data: null },
  panel: { name: 'panel', data: samplePanel },
  'my-data': { name: 'my-data', data: sampleMyData },
  privacy: { name: 'privacy', data: samplePrivacy },
  'lost-device': { name: 'lost-device', data: sampleLostForm },
  'lost-case': { name: 'lost-case', data: sampleLostCase },
  'lost-board': { name: 'lost-board', data: sampleLostBoard },
  guardians: { name: 'guardians', data: sampleGuardians },
  'settings-on-call': { name: 'settings-on-call', data: sampleDuty },
  'second-factor': { name: 'second-factor', data: { outcome: 'refused' } },
  refusal: { name: 'refusal', data: { reason: 'outsider', helpCode: 'R4M-88', retryTo: '/auth/login?to=%2F' } },
  'not-found': { name: 'not-found', data: null },
  error: { name: 'error', data: { requestId: 'evt_0sample9' } },
} as const satisfies { [Name in PageName]: Extract<BootPage, { name: Name }> }

/** 10:33 on a Tuesday morning in Shanghai. */
export const sampleBoot = (page: BootPage, over: Partial<Boot> = {}): Boot => ({
  me: page.name === 'refusal' || page.name === 'panel' || page.name === 'second-factor' ? null : sampleMe,
  page,
  language: 'zh-CN',
  theme: 'auto',
  mode: 'normal',
  now: '2026-03-17T02:33:00.000Z',
  ...over,
})
