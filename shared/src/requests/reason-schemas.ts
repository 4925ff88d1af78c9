import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { OTHER, REASON_MAX, refusalReasonNames, returnReasonNames } from './reasons.ts'

const reasonOf = <Code extends string>(codes: readonly [Code, ...Code[]]) =>
  z
    .strictObject({ code: z.enum(codes), text: z._default(lineOfText(REASON_MAX), '') })
    .check(z.refine(({ code, text }) => code !== OTHER || text !== '', { path: ['text'], error: 'reason.empty' }))

export const refusalReason = reasonOf(refusalReasonNames)
export const returnReason = reasonOf(returnReasonNames)
