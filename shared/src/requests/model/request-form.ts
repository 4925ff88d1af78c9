import * as z from 'zod/mini'
import { memberRef } from '../../directory/member-ref.ts'
import { requiredSignature } from '../../policies/required-signature.ts'
import { approverReasons } from './request-flow.ts'

/** An approver, why they are one, and for whom they act. */
export const approverRef = z.object({
  ...memberRef.shape,
  because: z.enum(approverReasons),
  onBehalfOf: z.nullable(memberRef),
})
export type ApproverRef = z.infer<typeof approverRef>

/** Content of every form: the approvers, and the signature required before submission; null: none. */
export const requestForm = z.object({ deciders: z.array(approverRef), readFirst: z.nullable(requiredSignature) })
export type RequestForm = z.infer<typeof requestForm>
