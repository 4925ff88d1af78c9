import { expectedSeconds } from '@desk/shared/policies/reading-time'
import type { RichText } from '@desk/shared/policies/rich-text'

type WithText = { text: RichText }

/** Returns the expected reading time of these clauses in seconds. */
export const readingSeconds = (clauses: readonly WithText[]): number =>
  expectedSeconds(clauses.flatMap(({ text }) => text.flatMap(({ pieces }) => pieces.map((piece) => piece.text))))
