import type { AuditPage } from '@desk/shared/audit/audit-schemas'
import type { MyDataSummary } from '@desk/shared/privacy/my-data'
import type { PrivacyView } from '@desk/shared/privacy/retention'
import { liMin } from '../sample-people.ts'

export const sampleAudit: AuditPage = {
  items: [
    {
      seq: 812,
      at: '2026-03-17T02:31:09.120Z',
      actor: liMin,
      action: 'request.decided',
      object: 'req_0sample1',
      details: { agreed: 1, refused: 1 },
      subject: { person: null, thing: 'K7Q2-91FD', department: null, path: '/requests/req_0sample1' },
      checkpoint: null,
    },
    {
      seq: 811,
      at: '2026-03-17T01:00:03.001Z',
      actor: { userid: 'system:audit', name: 'system:audit' },
      action: 'audit.anchored',
      object: 'desk.example.com/audit',
      details: {},
      subject: null,
      checkpoint: { index: 809, size: 811, signedAt: '2026-03-17T01:01:04.000Z', anchoredAt: null },
    },
    {
      seq: 809,
      at: '2026-03-16T09:12:44.500Z',
      actor: liMin,
      action: 'session.started',
      object: 'limin',
      details: { clientNetwork: '10.2.3' },
      subject: { person: '李敏', thing: null, department: null, path: '/signing-records/limin' },
      checkpoint: {
        index: 807,
        size: 809,
        signedAt: '2026-03-16T09:13:10.000Z',
        anchoredAt: '2026-03-17T01:00:03.001Z',
      },
    },
  ],
  next: '809',
  names: {},
  chain: {
    anchor: { size: 810, at: '2026-03-17T01:00:03.001Z', root: 'aXhFhe7pYfosL1b3A2TB50jV3Mz0hC3LtQ3hyv7dDWs=' },
    tail: { rows: 2, oldestAt: '2026-03-17T01:00:03.001Z', isTooOld: false },
    vkey: 'desk.example.com/audit+8b1c2d3e+AWXO7bqCSjDN8s6Hn3IyDl5Qj3l9o6sC9m3T8l2zJt5Q',
  },
}

export const samplePrivacy: PrivacyView = {
  contacts: ['周岚', '李敏'],
  days: { log: 400, contact: 90, transient: 30, signer: 400, incident: 1095 },
}

export const sampleMyData: MyDataSummary = {
  counts: {
    member: 1,
    roles: 0,
    sessions: 12,
    requests: 4,
    events: 15,
    candidacies: 0,
    guardians: 1,
    lostCases: 0,
    cards: 3,
    notices: 5,
    groups: 3,
    directoryChanges: 2,
    openings: 0,
    questions: 1,
    exemptions: 0,
    dueDates: 0,
    confirmations: 2,
    custody: 1,
    incidents: 1,
    groupReports: 0,
    feedback: 3,
    departures: 0,
    downloads: 0,
    audit: 21,
  },
}
