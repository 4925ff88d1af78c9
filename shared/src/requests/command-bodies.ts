import * as z from 'zod/mini'
import { useridSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { requestDraft } from './types/index.ts'
import { REASON_MAX } from './reasons.ts'
import { returnReason } from './reason-schemas.ts'
import { memberRef } from '../directory/member-ref.ts'

/** Version of the view that was on screen. */
const version = wholeNumber(1)

export const withdrawalBody = z.strictObject({ version })
export const undoBody = z.strictObject({ version })

/** `seenHash`: of the content that was on screen, from the same view. */
export const returnBody = z.strictObject({ version, seenHash: sha256Text, reason: returnReason })
export type ReturnBody = z.output<typeof returnBody>

/** The edited request; its type does not change. */
export const resubmissionBody = z.strictObject({ version, draft: requestDraft })
export type ResubmissionBody = z.output<typeof resubmissionBody>

export const transferBody = z.strictObject({
  version,
  to: useridSchema,
  note: z._default(lineOfText(REASON_MAX), ''),
})
export type TransferBody = z.output<typeof transferBody>

/** A reminder changes nothing that a decision depends on: it needs no version. */
export const reminderBody = z.strictObject({})

/** `isOpen`: whether the page is on screen; false when it closes. */
export const claimBody = z.strictObject({ isOpen: z.boolean() })

export const claimAnswer = z.object({ claimedBy: z.nullable(memberRef) })
export type ClaimAnswer = z.infer<typeof claimAnswer>
