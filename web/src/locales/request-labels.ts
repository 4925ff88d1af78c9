import type { ApproverRef } from '@desk/shared/requests/model/request-form'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { RequestTypeMessages } from './zh-CN/parts/kinds.ts'
import type { Messages } from './messages.ts'

type Progress = Pick<RequestSummary, 'kind' | 'state' | 'phase' | 'proof' | 'deciders' | 'changes'>
type Labelled = Pick<RequestSummary, 'kind' | 'state' | 'phase' | 'changes'>

/** Returns the labels of the phase of a request, if its type defines them. */
function phaseOf(messages: Messages['core'], { kind, state, phase }: Pick<RequestSummary, 'kind' | 'state' | 'phase'>) {
  const { phases }: RequestTypeMessages = messages.kinds[kind]
  const hasPhase = state === 'decided' || state === 'executing' || state === 'failed'
  return hasPhase && phase !== null ? phases?.[phase] : undefined
}

/** Returns whether some of the changes were refused. */
const isPartly = (changes: RequestSummary['changes']): boolean =>
  changes.some(({ verdict }) => verdict?.agreed === false)

/** Returns the title of a request in a list. */
export const requestTitle = (
  messages: Messages['core'],
  { kind, changes }: Pick<RequestSummary, 'kind' | 'changes'>,
): string => messages.kinds[kind].title(changes, messages.empty)

/** Returns the name of an approver, with that of the delegator: `王芳 代 李敏`. */
export const approverName = (
  { inPlaceOf }: Messages['core'],
  { name, onBehalfOf }: Pick<ApproverRef, 'name' | 'onBehalfOf'>,
): string => (onBehalfOf ? inPlaceOf(name, onBehalfOf.name) : name)

/** Returns one line on the progress of a request. */
export function progressSentence(messages: Messages['core'], request: Progress): string {
  const { kind, state, proof, deciders, changes } = request
  const { progress } = messages.kinds[kind]
  const phase = phaseOf(messages, request)
  if (phase) return phase.sentence
  switch (state) {
    case 'draft':
    case 'open':
      return progress.waitingFor(deciders.map((approver) => approverName(messages, approver)))
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

/** Returns the label of the state of a request, or of its phase. */
export function stateLabel(messages: Messages['core'], request: Labelled): string {
  const { kind, state, changes } = request
  const phase = phaseOf(messages, request)
  if (phase) return phase.label
  return state === 'done' && isPartly(changes) ? messages.partlyDone : messages.kinds[kind].states[state]
}
