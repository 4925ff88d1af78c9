import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Words } from '../../words/zh-cn.ts'

/** The words under the three notches. A step that is reached is told in the past. */
export function proofSteps(words: Words, { proof }: Pick<RequestView, 'proof'>): [string, string, string] {
  const { waiting, decided, write, written, readBack } = words.progress.steps
  return [proof.reached >= 1 ? decided : waiting, proof.reached >= 2 ? written : write, readBack]
}
