import type { DeciderRef, RequestSummary } from '@desk/shared/requests/request-schemas'
import type { Words } from './zh-cn.ts'

type Progress = Pick<RequestSummary, 'kind' | 'state' | 'proof' | 'deciders' | 'changes'>

const isPartly = (changes: RequestSummary['changes']): boolean =>
  changes.some(({ verdict }) => verdict?.agreed === false)

export const requestTitle = (words: Words, { kind, changes }: Pick<RequestSummary, 'kind' | 'changes'>): string =>
  words.kinds[kind].title(changes, words.empty)

/** `王芳 代 李敏`: both names, wherever one stands in for the other. */
export const deciderName = (
  { timeline }: Words,
  { name, onBehalfOf }: Pick<DeciderRef, 'name' | 'onBehalfOf'>,
): string => (onBehalfOf ? timeline.inPlaceOf(name, onBehalfOf.name) : name)

/** One line on where a request stands. */
export function progressSentence(words: Words, { kind, state, proof, deciders, changes }: Progress): string {
  const { progress } = words.kinds[kind]
  switch (state) {
    case 'draft':
    case 'open':
      return progress.waitingFor(deciders.map((one) => deciderName(words, one)))
    case 'returned':
      return progress.returned
    case 'decided':
      return progress.decided
    case 'executing':
      return proof.reached >= 2 ? progress.checking : progress.writing
    case 'done':
      return isPartly(changes) ? progress.partlyDone : progress.done
    case 'failed':
      return progress.failed
    case 'withdrawn':
      return progress.withdrawn
    case 'refused':
      return progress.refused
  }
}

type Labelled = Pick<RequestSummary, 'kind' | 'state' | 'changes'>

export function stateLabel(words: Words, { kind, state, changes }: Labelled): string {
  return state === 'done' && isPartly(changes) ? words.partlyDone : words.kinds[kind].states[state]
}
