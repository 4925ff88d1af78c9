import { expectedSeconds } from '@desk/shared/policies/reading-time'
import type { RichText } from '@desk/shared/policies/rich-text'

type WithText = { text: RichText }

const charactersOf = ({ text }: WithText): number =>
  text.reduce((sum, { pieces }) => sum + pieces.reduce((all, piece) => all + [...piece.text].length, 0), 0)

/** Returns the expected reading time of these clauses in seconds. */
export const readingSeconds = (clauses: readonly WithText[]): number =>
  expectedSeconds(clauses.reduce((sum, clause) => sum + charactersOf(clause), 0))
