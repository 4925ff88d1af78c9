import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { Words } from './zh-cn.ts'

type Progress = Pick<RequestSummary, 'state' | 'proof' | 'deciders' | 'changes'>

const isPartly = (changes: RequestSummary['changes']): boolean =>
  changes.some(({ verdict }) => verdict?.agreed === false)

export function requestTitle(words: Words, { changes }: Pick<RequestSummary, 'changes'>): string {
  const [first, ...others] = changes
  if (first && others.length === 0) return words.change(first.field, first.to || words.empty)
  return words.changes(changes.map(({ field }) => field))
}

/** One line on where a request stands. */
export function progressSentence({ progress }: Words, { state, proof, deciders, changes }: Progress): string {
  switch (state) {
    case 'draft':
    case 'open':
      return progress.waitingFor(deciders.map(({ name }) => name))
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

export function stateLabel(words: Words, { state, changes }: Pick<RequestSummary, 'state' | 'changes'>): string {
  return state === 'done' && isPartly(changes) ? words.partlyDone : words.states[state]
}
