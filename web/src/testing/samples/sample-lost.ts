import type {
  ClosedCases,
  CaseHelp,
  GuardianList,
  LostBoard,
  LostCase,
  LostForm,
  OnCallRosterView,
} from '@desk/shared/lost-device/lost-device-schemas'
import { guoJi, liMin } from './sample-people.ts'

const onCall = [{ name: '陈海燕', phone: '138 0000 2046' }]
const wang = { userid: 'wangxiaoyu', name: '王小雨', department: ['供应链与质量保障中心', '来料检验组'] }

export const sampleLostForm: LostForm = {
  me: guoJi,
  wards: [wang],
  mine: [
    { id: 'req_0sample1', label: '王小雨', phase: 'locked', proof: 'read_back', reportedAt: '2026-03-17T02:31:07Z' },
  ],
  reportsLeft: 1,
  onCall,
}

export const sampleLostCase: LostCase = {
  id: 'req_0sample1',
  no: 'K7Q2-91FD',
  version: 3,
  phase: 'locked',
  isPlanned: false,
  isLimited: false,
  isMine: false,
  hasSession: true,
  subject: wang,
  reporter: { kind: 'guardian', name: '郭𠮷' },
  why: 'lost',
  note: '',
  lastSeenAt: '2026-03-17T02:20:00Z',
  at: {
    reported: '2026-03-17T02:31:07Z',
    reviewUntil: null,
    ordered: '2026-03-17T02:31:07Z',
    sent: '2026-03-17T02:31:09Z',
    confirmed: '2026-03-17T02:31:28Z',
    contested: null,
    doubted: null,
    recovery: null,
    identity: null,
    reopened: null,
    unlockSent: null,
    unlocked: null,
    ended: null,
  },
  proof: 'read_back',
  attempts: 1,
  trouble: null,
  isManual: false,
  attestedBy: null,
  onCall,
  admins: [{ name: '李敏', phone: '0755-86012046' }],
  called: [],
  next: [],
  lacksSecond: false,
  exposure: {
    state: 'found',
    from: '2026-03-17T02:20:00Z',
    to: '2026-03-17T02:31:28Z',
    reading: { at: '2026-03-17T02:31:33Z', completeAt: '2026-03-17T04:31:28Z', state: 'preliminary' },
    items: [{ at: '2026-03-17T02:25:00Z', type: 'new_device', ip: '183.40.88.*' }],
  },
  devices: { state: 'done', count: 1 },
  mailbox: { state: 'unavailable', count: 0 },
  aftercare: [],
  isFalse: false,
  timeline: [
    {
      id: 'evt_0sample1',
      at: '2026-03-17T02:31:07Z',
      type: 'lost_reported',
      actor: guoJi,
      cause: null,
      note: null,
      people: [],
    },
    {
      id: 'evt_0sample2',
      at: '2026-03-17T02:31:28Z',
      type: 'lock_confirmed',
      actor: null,
      cause: null,
      note: null,
      people: [],
    },
  ],
  allowed: ['read', 'find', 'amend'],
}

export const sampleCaseHelp: CaseHelp = {
  state: 'found',
  code: 'K7Q2-91FD',
  found: { phase: 'locked', proof: 'read_back', onCall, admins: sampleLostCase.admins },
}

export const sampleLostBoard: LostBoard = {
  items: [
    {
      id: 'req_0sample1',
      no: 'K7Q2-91FD',
      subject: wang,
      phase: 'urgent_review',
      proof: null,
      reporterKind: 'colleague',
      reportedAt: '2026-03-17T02:31:07Z',
      confirmedAt: null,
      trouble: null,
      contestedAt: null,
      next: [liMin],
    },
  ],
  total: 1,
}

export const sampleGuardians: GuardianList = {
  guardians: [{ ...wang, state: 'accepted', since: '2026-03-10T02:00:00Z' }],
  wards: [
    { userid: 'sunhao', name: '孙浩', department: ['来料检验组'], state: 'asked', since: '2026-03-16T02:00:00Z' },
  ],
  most: 2,
}

export const sampleOnCallRoster: OnCallRosterView = {
  rows: [{ ...liMin, department: ['信息部'], phone: '138 0000 2046', from: 8, to: 20 }],
  creator: liMin,
  version: 1,
  gaps: [0, 1, 2, 3, 4, 5, 6, 7, 20, 21, 22, 23],
}

export const sampleClosedCases: ClosedCases = {
  items: [
    {
      id: 'req_0sample9',
      no: 'K7Q2-91FD',
      subject: { userid: 'zhaolixia', name: '赵丽霞', department: ['质量中心'] },
      phase: 'closed',
      isFalse: false,
      reporterKind: 'colleague',
      reportedAt: '2026-03-10T02:30:00Z',
      endedAt: '2026-03-12T09:00:00Z',
    },
  ],
  next: null,
}
