import * as z from 'zod/mini'
import { sha256Text } from '../kernel/sha256-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

/** The language of the page that shows the statements. Without it, that of the browser's preferences. */
const language = z.optional(z.enum(['zh-CN', 'en']))
export const custodyQuery = z.strictObject({ language })

/** This year's statements for a member to confirm, and the member's confirmations. */
export const custodyView = z.object({
  year: z.int(),
  edition: z.int(),
  /** SHA-256 of the statements in the language of the page. */
  textHash: z.string(),
  /** When the member confirmed this year's statements; null: not yet. */
  confirmedAt: z.nullable(z.string()),
  /** Earlier confirmations, the latest first. */
  earlier: z.array(z.object({ year: z.int(), at: z.string() })),
})
export type CustodyView = z.infer<typeof custodyView>

/** Each of the statements was ticked, in the text with this hash. */
export const custodyBody = z.strictObject({
  year: wholeNumber(2000, 2100),
  textHash: sha256Text,
  language,
  statements: z.tuple([z.literal(true), z.literal(true), z.literal(true)]),
})
export type CustodyBody = z.output<typeof custodyBody>
