import type { ActivityPage } from '@desk/shared/activity/activity-schemas'
import type { CustodyView } from '@desk/shared/custody/custody-schemas'

const custody: CustodyView = {
  year: 2026,
  edition: 1,
  textHash: 'a'.repeat(64),
  confirmedAt: null,
  earlier: [{ year: 2025, at: '2025-04-01T02:00:00Z' }],
}

const device = {
  ref: 'ses_0sample1',
  device: { client: 'wecom', system: 'android' },
  network: '113.110.0.0/16',
  firstSeenAt: '2026-03-16T02:00:00Z',
  lastSeenAt: '2026-03-17T01:00:00Z',
  isCurrent: true,
  isNew: false,
  elsewhere: null,
  endedAt: null,
} as const

const activity: ActivityPage = {
  items: [
    { seq: 12, at: '2026-03-17T01:00:00Z', action: 'policy.signed', subject: '《企业微信使用规范》' },
    { seq: 7, at: '2026-03-16T02:00:00Z', action: 'request.submitted', subject: 'K7Q2-91FD' },
  ],
  next: null,
  devices: [device, { ...device, ref: 'ses_0sample2', isCurrent: false, endedAt: '2026-03-16T09:00:00Z' }],
}

export const custodyPages = {
  custody: { name: 'custody', data: custody },
  'my-activity': { name: 'my-activity', data: activity },
} as const
