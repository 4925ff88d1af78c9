import type { CalendarView } from '@desk/shared/calendar/calendar-schemas'
import type { MessageTextList } from '@desk/shared/message-templates/message-template-schemas'
import { definitionOf, messageTextNames } from '@desk/shared/message-templates/message-templates'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'

export const sampleOutbox: OutboxHealth = {
  paused: false,
  pausedBy: null,
  pausedAt: null,
  restored: null,
  topics: [
    {
      topic: 'info_change.apply',
      due: 2,
      later: 1,
      inFlight: 1,
      failing: 1,
      oldestDueAt: '2026-03-17T02:20:00Z',
      heldBy: null,
    },
    { topic: 'notice.ask', due: 0, later: 3, inFlight: 0, failing: 0, oldestDueAt: null, heldBy: null },
  ],
  dead: [
    {
      id: 41,
      topic: 'info_change.apply',
      about: 'K7Q2-91FD · 郭𠮷',
      path: '/requests/req_0sample1',
      cause: '48002',
      attempts: 1,
      deadAt: '2026-03-17T02:10:00Z',
      canBeClosedManually: true,
    },
  ],
  deadCount: 1,
  causes: [{ id: 41, cause: '48002', count: 1 }],
  jobs: [
    {
      id: 44,
      topic: 'policy.mail',
      about: '陆一鸣 +2',
      path: null,
      cause: '-1',
      attempts: 2,
      state: 'retrying',
      at: '2026-03-17T02:35:00Z',
    },
    {
      id: 45,
      topic: 'notice.result',
      about: 'K7Q2-91FD · 郭𠮷',
      path: '/requests/req_0sample1',
      cause: 'quiet_hours',
      attempts: 0,
      state: 'later',
      at: '2026-03-18T00:30:00Z',
    },
  ],
  day: { slots: [{ at: '2026-03-17T01:00:00.000Z', once: 12, again: 2, stopped: 1 }], isPartial: false },
  latency: {
    medianMs: 800,
    p95Ms: 2_400,
    ranges: [
      { fromMs: 0, toMs: 500, count: 2 },
      { fromMs: 500, toMs: 1_000, count: 6 },
      { fromMs: 1_000, toMs: 60_000, count: 3 },
      { fromMs: 60_000, toMs: null, count: 1 },
    ],
  },
  latencyLeftOut: 3,
  messages: { today: 412, isPartial: false, members: 59, limitAtLeast: 11_800 },
  gates: [],
  now: '2026-03-17T02:33:00Z',
}

const days = Array.from({ length: 31 }, (_, index) => {
  const day = `2026-03-${String(index + 1).padStart(2, '0')}`
  const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
  return { day, working: !isWeekend, reason: 'week' as const, note: '' }
})

export const sampleCalendar: CalendarView = {
  month: '2026-03',
  days: days.map((calendarDay) => {
    const { day } = calendarDay
    if (day === '2026-03-20') return { ...calendarDay, working: false, reason: 'override' as const, note: '年会' }
    return day === '2026-03-28' ? { ...calendarDay, working: true, reason: 'table' as const } : calendarDay
  }),
  today: '2026-03-17',
  quietHours: { from: '20:00', to: '08:30' },
  version: 0,
  coveredUntil: 2026,
  timeZone: 'Asia/Shanghai',
}

export const sampleTexts: MessageTextList = {
  items: messageTextNames.map((name) => ({
    name,
    title: definitionOf(name).title,
    subtitle: definitionOf(name).subtitle,
    isChanged: name === 'digest',
    version: name === 'digest' ? 2 : 0,
  })),
}
