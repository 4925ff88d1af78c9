import * as z from 'zod/mini'
import { memberRef } from '../../directory/member-ref.ts'
import { instant } from '../../kernel/instant.ts'
import { requiredSignature } from '../../policies/required-signature.ts'
import { approverReasons } from './request-flow.ts'

/** An approver, why they are one, and for whom they act. */
export const approverRef = z.object({
  ...memberRef.shape,
  because: z.enum(approverReasons),
  onBehalfOf: z.nullable(memberRef),
})
export type ApproverRef = z.infer<typeof approverRef>

/** How an approver is reached, and when they usually decide. */
export const approverContact = z.object({
  /** Office phone; empty: unknown. */
  phone: z.string(),
  /** Within working hours, without a delegation. */
  isOnDuty: z.boolean(),
  /** Median of the latest decisions in working hours, rounded up; null: too few. */
  usualHours: z.nullable(z.int()),
})
export type ApproverContact = z.infer<typeof approverContact>

/** When a request that is submitted now is usually decided, and by when it should be. */
export const expectedAnswer = z.object({ usualHours: approverContact.shape.usualHours, dueAt: instant })
export type ExpectedAnswer = z.infer<typeof expectedAnswer>

/** Content of every form: the approvers, and the signature required before submission; null: none. */
export const requestForm = z.object({ deciders: z.array(approverRef), readFirst: z.nullable(requiredSignature) })
export type RequestForm = z.infer<typeof requestForm>
