import type { PersonHistory } from '@desk/shared/policies/board-schemas'

/** A person who changed department and signed twice, with decisions of others in between. */
export const samplePerson: PersonHistory = {
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
