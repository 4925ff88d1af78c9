import type { RouteKey } from './route-rules.ts'

/**
 * Rate limits per person, shared by all instances: ten times the observed need, and low enough that one member cannot
 * use up WeCom's message quota or the image worker. How much of an approver's day one applicant may take is a separate
 * limit: `FROM_APPLICANT` in notices/notice-policy.ts. Documented in docs/limits.md.
 */
export const personLimits = {
  submissions: { times: 20, minutes: 10 },
  comments: { times: 30, minutes: 10 },
  questions: { times: 10, minutes: 60 },
  invitations: { times: 10, minutes: 24 * 60 },
  uploads: { times: 40, minutes: 60 },
  exports: { times: 20, minutes: 60 },
} as const satisfies Record<string, { times: number; minutes: number }>
export type PersonLimit = keyof typeof personLimits

/** Commands whose repetition has a cost for other people. Refused attempts count too. */
export const routeLimits: Partial<Record<RouteKey, PersonLimit>> = {
  'POST /api/requests': 'submissions',
  'POST /api/requests/:id/resubmission': 'submissions',
  'POST /api/groups': 'submissions',
  'POST /api/joiners/batches': 'submissions',
  'POST /api/confirmations/:id/hidden': 'submissions',
  'POST /api/joiners/:id/invitation': 'submissions',
  'POST /api/groups/:id/wish': 'submissions',
  'POST /api/groups/:id/violations': 'submissions',
  'POST /api/incidents': 'submissions',
  'POST /api/incidents/:id/messages': 'comments',
  'POST /api/feedback': 'submissions',
  'POST /api/feedback/:id/join': 'submissions',
  'POST /api/feedback/:id/notes': 'comments',
  'POST /api/requests/:id/comments': 'comments',
  'POST /api/policies/:id/questions': 'questions',
  'POST /api/guardians': 'invitations',
  'POST /api/attachments': 'uploads',
  'POST /api/policies/:id/export': 'exports',
  'POST /api/overview/export': 'exports',
  'POST /api/feedback/board/export': 'exports',
  'POST /api/incidents/cases/export': 'exports',
  'POST /api/receipts/:code/export': 'exports',
  'POST /api/lost-device/cases/:id/export': 'exports',
  'POST /api/me/data/export': 'exports',
  'POST /api/audit/export': 'exports',
  'POST /api/evidence-room/export': 'exports',
}
