import * as z from 'zod/mini'
import { idSchema, readableCodeSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { infoFields } from './info-field-policies.ts'

/** Maximum length of a dispute and of its answer, in code points. */
const DISPUTE_MAX = 200

const version = wholeNumber(1)
const statement = lineOfText(DISPUTE_MAX).check(z.minLength(1, { error: 'reason.empty' }))

export const disputeBody = z.strictObject({ version, text: statement })
export type DisputeBody = z.output<typeof disputeBody>

/** `write_again`: the applicant is right. `stands`: the value is as requested, and the text explains why. */
export const settlementBody = z.strictObject({ version, finding: z.enum(['write_again', 'stands']), text: statement })
export type SettlementBody = z.output<typeof settlementBody>

export const rewriteBody = z.strictObject({ version })
export type RewriteBody = z.output<typeof rewriteBody>

/** The values that the management department enters in WeCom's console, row by row. */
export const manualSheet = z.object({
  id: idSchema('request'),
  no: readableCodeSchema,
  /** Whose record is to be changed. */
  member: memberWithDepartment,
  /** `isOpen`: the last read-back did not show this value yet. */
  rows: z.array(z.object({ field: z.enum(infoFields), from: z.string(), to: z.string(), isOpen: z.boolean() })),
  /** Whether the request no longer waits for a value that is entered manually. */
  isOver: z.boolean(),
})
export type ManualSheet = z.infer<typeof manualSheet>
