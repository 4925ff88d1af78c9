import type { ClauseText } from '@desk/shared/policies/clauses'
import type { DiffPiece } from '@desk/shared/policies/rich-text'
import { diffArrays } from 'diff'
import { toPlainText, toRichText } from './markdown.ts'

/** Chinese has no spaces to split at. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

const wordsOf = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment)

/** Compares two texts word by word. */
function diffTexts(before: string, now: string): DiffPiece[] {
  return diffArrays(wordsOf(before), wordsOf(now)).map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

type Clause = Pick<ClauseText, 'no' | 'title' | 'body'>
const headingOf = ({ no, title }: Clause) => `${no} ${title}`
const bodyOf = ({ body }: Clause) => toPlainText(toRichText(body))

/** Compares two versions of a clause. A changed number or title, which are part of what is signed, precedes the body. */
export function diffClauses(before: Clause, now: Clause): DiffPiece[] {
  const body = diffTexts(bodyOf(before), bodyOf(now))
  if (headingOf(before) === headingOf(now)) return body
  return [...diffTexts(headingOf(before), headingOf(now)), { kind: 'same', text: '\n' }, ...body]
}
