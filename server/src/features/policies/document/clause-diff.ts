import type { ClauseText } from '@desk/shared/policies/clauses'
import type { DiffPiece } from '@desk/shared/policies/rich-text'
import { diffArrays } from 'diff'
import { toPlainText, toRichText } from './markdown.ts'

const words = new Intl.Segmenter('zh', { granularity: 'word' })

const wordsOf = (text: string): string[] => [...words.segment(text)].map(({ segment }) => segment)

/** What came and what went, word by word; Chinese has no spaces to split at. */
function diffTexts(before: string, now: string): DiffPiece[] {
  return diffArrays(wordsOf(before), wordsOf(now)).map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

type Said = Pick<ClauseText, 'no' | 'title' | 'body'>
const headOf = ({ no, title }: Said) => `${no} ${title}`
const bodyOf = ({ body }: Said) => toPlainText(toRichText(body))

/** Of a clause: its text, and before it what changed in its number and title, which are part of what is signed. */
export function diffClauses(before: Said, now: Said): DiffPiece[] {
  const body = diffTexts(bodyOf(before), bodyOf(now))
  if (headOf(before) === headOf(now)) return body
  return [...diffTexts(headOf(before), headOf(now)), { kind: 'same', text: '\n' }, ...body]
}
