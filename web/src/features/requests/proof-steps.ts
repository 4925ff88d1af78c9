import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Words } from '../../words/zh-cn.ts'

/** The words under the three notches. A step that is reached is told in the past. */
export function proofSteps(
  words: Words,
  { kind, proof }: Pick<RequestView, 'kind' | 'proof'>,
): [string, string, string] {
  const { waiting, decided, write, written, readBack } = words.kinds[kind].progress.steps
  return [proof.reached >= 1 ? decided : waiting, proof.reached >= 2 ? written : write, readBack]
}
