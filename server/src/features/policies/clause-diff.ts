import type { DiffPiece } from '@desk/shared/policies/rich-text'
import { diffArrays } from 'diff'

const words = new Intl.Segmenter('zh', { granularity: 'word' })

const wordsOf = (text: string): string[] => [...words.segment(text)].map(({ segment }) => segment)

/** What came and what went, word by word; Chinese has no spaces to split at. */
export function diffTexts(before: string, now: string): DiffPiece[] {
  return diffArrays(wordsOf(before), wordsOf(now)).map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}
