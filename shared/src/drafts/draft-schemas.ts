import * as z from 'zod/mini'
import { instantInput } from '../kernel/instant.ts'
import { requestKindNames } from '../requests/types/index.ts'

/** UTF-8 bytes of a draft's content. Above any form of ours, below what would hurt. */
const DRAFT_MAX_BYTES = 16 * 1024
/** A draft that nobody touched for so long is gone. */
export const DRAFT_DAYS = 30

export const draftParam = z.object({ kind: z.enum(requestKindNames) })

/** The form's own business: nothing but its size is looked at here. */
const content = z.record(z.string().check(z.maxLength(64)), z.unknown()).check(
  z.refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= DRAFT_MAX_BYTES, {
    error: 'draft.too_large',
  }),
)

/** `savedAt` is when the person last typed, by the clock of his device set right; of two devices the later one stays. */
export const draftBody = z.strictObject({ content, savedAt: instantInput })
export type DraftBody = z.output<typeof draftBody>

/** Null where there is none. `version` grows with every save. */
export const draftView = z.object({
  draft: z.nullable(z.object({ content: z.record(z.string(), z.unknown()), savedAt: z.string(), version: z.int() })),
})
export type DraftView = z.infer<typeof draftView>
