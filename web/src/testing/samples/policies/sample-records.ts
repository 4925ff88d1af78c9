import type { PersonRecord, PolicyStatus, RecordEvent, RecordHits } from '@desk/shared/policies/record-schemas'
import type { PersonHistory } from '@desk/shared/policies/board-schemas'

const signed: PolicyStatus = {
  id: 'pol_0sample1',
  title: '企业微信使用规范',
  titleEn: 'Using WeCom',
  label: '1.0',
  isRetired: false,
  state: 'signed',
  dueAt: '2026-03-24T15:59:59Z',
  signedLabel: '1.0',
  signedAt: '2026-03-18T01:02:16Z',
  receipt: 'FPS7-ZAAC',
}
const unsigned: PolicyStatus = {
  ...signed,
  id: 'pol_0sample2',
  title: '差旅与报销制度',
  titleEn: null,
  label: '3.0',
  isRetired: false,
  state: 'overdue',
  signedLabel: null,
  signedAt: null,
  receipt: null,
}
const person = {
  userid: 'luowenjing',
  name: '罗文静',
  department: ['供应链与质量保障中心', '体系组'],
  isActive: true,
}

export const sampleRecordHits: RecordHits = {
  q: 'lwj',
  items: [{ ...person, policies: [signed, unsigned] }],
  isMore: false,
}

/** The fields that only some kinds of events have, all empty. */
export const emptyEvent: Omit<RecordEvent, 'at' | 'kind'> = {
  label: null,
  by: null,
  reason: null,
  day: null,
  delivery: null,
  signature: null,
}

export const sampleRecord: PersonRecord = {
  person: { ...person, position: '体系工程师' },
  policies: [signed, unsigned],
  selected: signed.id,
  events: [
    {
      ...emptyEvent,
      at: '2026-03-18T01:02:16Z',
      kind: 'signed',
      label: '1.0',
      signature: {
        receipt: 'FPS7-ZAAC',
        basis: 'full',
        language: 'zh-CN',
        department: ['供应链与质量保障中心'],
        roundSince: null,
        reading: {
          seconds: 266,
          clauses: [
            { no: '1.1', seconds: 6 },
            { no: '3.2④', seconds: 34 },
          ],
          client: 'Mozilla/5.0 (Linux; Android 15) wxwork/4.1.36',
          net: '116.24.x',
        },
      },
    },
    { ...emptyEvent, at: '2026-03-18T00:57:40Z', kind: 'opened', label: '1.0' },
    { ...emptyEvent, at: '2026-03-17T02:04:12Z', kind: 'asked', delivery: 'sent' },
    {
      ...emptyEvent,
      at: '2026-03-16T02:00:00Z',
      kind: 'exempted',
      by: '唐振华',
      reason: '外审借调',
      day: '2026-03-16',
    },
  ],
  isFull: true,
  mayChange: true,
}

/** A person who changed department and signed twice. Others decided about them before the first signature and before the second. */
export const samplePersonHistory: PersonHistory = {
  signatures: [
    {
      label: '3.0',
      signedAt: '2026-03-17T02:00:00Z',
      openedAt: '2026-03-16T01:12:00Z',
      basis: 'delta',
      receipt: 'K7Q2-91FD',
      department: ['新疆分公司', '二线支持组'],
      departmentId: 21,
      seconds: 12,
      read: [
        { no: '1.1', seconds: 12 },
        { no: '3.2④', seconds: 0 },
      ],
    },
    {
      label: '2.2',
      signedAt: '2026-01-05T02:00:00Z',
      openedAt: null,
      basis: 'full',
      receipt: 'M4T1-22AB',
      department: [],
      departmentId: 42,
      // The sum of the rounded clauses would be 48.
      seconds: 46,
      read: ['1.1', '1.2', '2.1', '2.2', '2.3', '3.1'].map((no) => ({ no, seconds: 8 })),
    },
  ],
  exemptions: [
    { reason: '产假', by: '李敏', at: '2026-02-01T02:00:00Z', until: '2026-03-01', endedAt: '2026-02-20T02:00:00Z' },
  ],
  decisions: [
    { reason: '岗位变了', by: '周启明', at: '2026-03-10T02:00:00Z', dueOn: null },
    { reason: null, by: '李敏', at: '2025-01-02T02:00:00Z', dueOn: '2025-01-20' },
  ],
  delivery: { event: 'policy.urged', state: 'undelivered', at: '2026-03-16T02:00:00Z' },
}
