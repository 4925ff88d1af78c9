import type { DeciderRef, RequestSummary } from '@desk/shared/requests/request-schemas'
import type { InfoPhase } from '@desk/shared/requests/kinds/info-change'
import type { Words } from './zh-cn.ts'

type Progress = Pick<RequestSummary, 'state' | 'phase' | 'proof' | 'deciders' | 'changes'>

const phaseOf = (words: Words, { state, phase }: Pick<RequestSummary, 'state' | 'phase'>): InfoPhase | null =>
  (state === 'decided' || state === 'executing') && phase !== null && phase in words.phases
    ? (phase as InfoPhase)
    : null

const isPartly = (changes: RequestSummary['changes']): boolean =>
  changes.some(({ verdict }) => verdict?.agreed === false)

export function requestTitle(words: Words, { changes }: Pick<RequestSummary, 'changes'>): string {
  const [first, ...others] = changes
  if (first && others.length === 0) return words.change(first.field, first.to || words.empty)
  return words.changes(changes.map(({ field }) => field))
}

/** `王芳 代 李敏`: both names, wherever one stands in for the other. */
export const deciderName = (
  { timeline }: Words,
  { name, onBehalfOf }: Pick<DeciderRef, 'name' | 'onBehalfOf'>,
): string => (onBehalfOf ? timeline.inPlaceOf(name, onBehalfOf.name) : name)

/** One line on where a request stands. */
export function progressSentence(words: Words, request: Progress): string {
  const { state, proof, deciders, changes } = request
  const { progress } = words
  const phase = phaseOf(words, request)
  if (phase) return progress.phases[phase]
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

export function stateLabel(words: Words, request: Pick<RequestSummary, 'state' | 'phase' | 'changes'>): string {
  const phase = phaseOf(words, request)
  if (phase) return words.phases[phase]
  return request.state === 'done' && isPartly(request.changes) ? words.partlyDone : words.states[request.state]
}
