import * as z from 'zod/mini'
import { instantInput } from '../kernel/instant.ts'
import { requestKindNames } from '../requests/types/index.ts'

/** Maximum size of a draft in UTF-8 bytes, larger than every form. */
const DRAFT_MAX_BYTES = 16 * 1024
/** Days without a change after which a draft expires. */
export const DRAFT_DAYS = 30

export const draftParam = z.object({ kind: z.enum(requestKindNames) })

/** Content of the form; only its size is checked here. */
const content = z.record(z.string().check(z.maxLength(64)), z.unknown()).check(
  z.refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= DRAFT_MAX_BYTES, {
    error: 'draft.too_large',
  }),
)

/** `savedAt`: time of the last input by the corrected clock of the device; of two devices the later input wins. */
export const draftBody = z.strictObject({ content, savedAt: instantInput })
export type DraftBody = z.output<typeof draftBody>

/** `draft` is null when there is none. `version` increases with every save that is stored. */
export const draftView = z.object({
  draft: z.nullable(z.object({ content: z.record(z.string(), z.unknown()), savedAt: z.string(), version: z.int() })),
})
export type DraftView = z.infer<typeof draftView>
