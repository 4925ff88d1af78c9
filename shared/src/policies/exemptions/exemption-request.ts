import * as z from 'zod/mini'
import { roleRules } from '../../identity/role-rules.ts'
import { calendarDay } from '../../kernel/calendar-day-schema.ts'
import { idSchema } from '../../kernel/ids.ts'
import { lineOfText } from '../../kernel/plain-text.ts'
import { defineRequestType } from '../../requests/model/define-request-type.ts'

const requiredText = (max: number) => lineOfText(max).check(z.minLength(1, { error: 'text.required' }))

const payload = z.strictObject({
  policyId: idSchema('policy'),
  /** The Chinese title as the applicant saw it: approvers decide about this policy, whatever it is called later. */
  title: requiredText(40),
  reason: requiredText(100),
  /** The last day of the exemption. */
  until: calendarDay,
})
export type ExemptionRequestPayload = z.output<typeof payload>

/** A member asks to be exempt from signing a policy until a day. */
export const exemptionRequest = defineRequestType({
  payload,
  items: ['exemption'],
  firstStep: 'ops',
  managers: roleRules.policy_approver,
  maySubmit: () => true,
  mayRead: ['compliance', 'ops', 'ops_lead', 'auditor'],
  // Nobody decides about their own request.
  barredApprovers: ({ applicantId }) => [applicantId],
  // A policy that has to be signed first must not hold up the request to be exempt from it.
  requiresSignedPolicies: false,
  policyClause: '2.1b',
  decideWithinHours: 16,
  // An exemption can be ended at any time.
  isUndoable: false,
  isReturnable: false,
  hashedContent: ({ policyId, title, reason, until }) => JSON.stringify([policyId, title, reason, until]),
  example: { policyId: 'pol_1', title: '企业微信使用规范', reason: '产假', until: '2026-09-30' },
})
