import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { GROUP_TEXT_MAX } from './group-limits.ts'
import { GROUP_MEMBERS_MAX } from './group-states.ts'
import { defineRequestType } from '../requests/model/define-request-type.ts'

const userids = z.array(useridSchema).check(
  z.minLength(1, { error: 'group.nobody' }),
  z.maxLength(GROUP_MEMBERS_MAX - 1, { error: 'group.too_many' }),
  z.refine((list) => new Set(list.map((userid) => userid.toLowerCase())).size === list.length, {
    error: 'group.twice',
  }),
)

/**
 * `topic` is stored as typed. The server composes the name from it again, and it must equal the name that was shown.
 */
const payload = z.strictObject({
  template: z.string().check(z.regex(/^[a-z0-9]{1,20}$/)),
  topic: z.string().check(z.minLength(1, { error: 'reason.empty' }), z.maxLength(200)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  purpose: lineOfText(GROUP_TEXT_MAX).check(z.minLength(1, { error: 'reason.empty' })),
  expiresOn: calendarDay,
  deputyId: useridSchema,
  /** Members besides the applicant, who becomes the owner. The deputy is one of them. */
  members: userids,
  /** Similar groups that were shown, so that the applicant knowingly requested another one. */
  seenSimilar: z.array(idSchema('group')).check(z.maxLength(10)),
})
export type GroupPayload = z.output<typeof payload>

export const groupCreate = defineRequestType({
  payload,
  items: ['group'],
  firstStep: 'department',
  maySubmit: () => true,
  mayRead: ['ops', 'ops_lead', 'auditor'],
  barredApprovers: ({ applicantId }) => [applicantId],
  requiresSignedPolicies: true,
  policyClause: '4.1c1',
  // One working day.
  decideWithinHours: 8,
  isUndoable: true,
  isReturnable: true,
  // WeCom does not let this app create groups: people create them.
  phases: { by_hand: 'ops' },
  hashedContent: ({ name, purpose, expiresOn, deputyId, members }) =>
    JSON.stringify([
      name,
      purpose,
      expiresOn,
      deputyId.toLowerCase(),
      members.map((userid) => userid.toLowerCase()).sort(),
    ]),
  example: {
    template: 'special',
    topic: '来料异常',
    name: '来料异常-专项',
    purpose: '来料连续不合格，当天拉齐质检和采购',
    expiresOn: '2026-06-30',
    deputyId: 'limin',
    members: ['limin', 'zhouqiming'],
    seenSimilar: [],
  },
})
