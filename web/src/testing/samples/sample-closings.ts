import type { ClosingList, ClosingSummary, ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { LoadedPage } from '@desk/shared/pages/page-table'

const hr = { userid: 'xiaolan', name: '肖岚' }
const heir = { userid: 'wangfang', name: '王芳' }

const summary: ClosingSummary = {
  id: 'cls_0sample1',
  subject: { userid: 'gaofeng', name: '高峰', department: ['采购部', '采购组'] },
  kind: 'leave',
  phase: 'preparing',
  lastDay: '2026-03-31',
  openedBy: hr,
  settled: 1,
  total: 3,
}

const item = {
  kind: 'group_owner',
  title: '供应商对账',
  count: 1,
  reason: '',
  offeredAt: null,
  answeredAt: null,
  readBackAt: null,
  isMine: false,
} as const

export const sampleClosing: ClosingView = {
  ...summary,
  version: 3,
  isMine: false,
  isWhole: true,
  position: '采购工程师',
  openedAt: '2026-03-16T01:00:00Z',
  disableAt: '2026-03-31T10:00:00Z',
  confirmers: null,
  blockedAt: null,
  cleanedAt: null,
  forceReason: '',
  change: null,
  items: [
    {
      ...item,
      id: 'hov_0sample1',
      state: 'accepted',
      heir,
      offeredAt: '2026-03-16T01:05:00Z',
      answeredAt: '2026-03-17T01:00:00Z',
    },
    { ...item, id: 'hov_0sample2', kind: 'partner_sponsor', title: '段志远', state: 'open', heir: null },
    { ...item, id: 'hov_0sample3', kind: 'ward', title: '', count: 2, state: 'automatic', heir: null },
    { ...item, id: 'hov_0sample4', kind: 'leader', title: '采购组', state: 'automatic', heir: null },
  ],
  disabledAt: null,
  trouble: null,
  deletion: null,
  deletedAt: null,
  returnConfirmedAt: null,
  returnDeniedAt: null,
  customers: null,
  events: [
    { at: '2026-03-16T01:00:00Z', type: 'opened', actor: hr, note: '' },
    { at: '2026-03-16T01:05:00Z', type: 'assigned', actor: hr, note: '王芳' },
    { at: '2026-03-17T01:00:00Z', type: 'accepted', actor: heir, note: '' },
  ],
  allowed: ['assign', 'waive', 'move', 'cancel'],
  today: '2026-03-17',
}

const list: ClosingList = {
  items: [
    summary,
    { ...summary, id: 'cls_0sample2', kind: 'emergency', phase: 'confirming', lastDay: null, settled: 0, total: 0 },
  ],
  next: null,
}

export const closingPages = {
  closings: { name: 'closings', data: list },
  'closing-form': { name: 'closing-form', data: { today: '2026-03-17', lastTransferDay: '2026-06-15' } },
  closing: { name: 'closing', data: sampleClosing },
  'closing-record': { name: 'closing-record', data: sampleClosing },
} as const satisfies Partial<Record<string, LoadedPage>>
