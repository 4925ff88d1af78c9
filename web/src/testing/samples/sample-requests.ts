import type { RequestSummary, RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { position, telephone } from './sample-changes.ts'
import { approverLiMin, ayigul, guoJi, liMin } from './sample-people.ts'

export const summary = (overrides: Partial<RequestSummary>): RequestSummary => ({
  id: 'req_0sample1',
  no: 'K7Q2-91FD',
  kind: 'info_change',
  state: 'open',
  applicant: guoJi,
  changes: [position],
  proof: { reached: 0, state: 'waiting' },
  deciders: [approverLiMin],
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
  returned: null,
  ...overrides,
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

const view = (overrides: Partial<RequestView>): RequestView => ({
  ...summary({ changes: [position, telephone] }),
  group: null,
  clause: '3.3a',
  reason: null,
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
  contact: null,
  undoUntil: null,
  ...overrides,
})

export const done = view({
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

/** A request in every state that a member can see. */
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
