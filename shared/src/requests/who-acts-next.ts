import type { RequestTypeDefinition } from './model/define-request-type.ts'
import { requestTypes, type RequestType } from './types/index.ts'
import { type NextActor, nextActorOfRequest, type RequestState, STOPPED } from './model/request-flow.ts'

const kinds: Readonly<Record<RequestType, Pick<RequestTypeDefinition, 'phases'>>> = requestTypes

type RequestSituation = { kind: RequestType; state: RequestState; phase: string | null }

/** Returns the next actor of a request; null: it is over. A phase of the request type precedes the state. */
export function whoActsNext({ kind, state, phase }: RequestSituation): NextActor | null {
  if (state === 'failed' && phase === STOPPED) return 'ops'
  const hasPhase = state === 'decided' || state === 'executing'
  return (hasPhase && phase !== null ? kinds[kind].phases?.[phase] : undefined) ?? nextActorOfRequest[state]
}

/** Returns the phases of all request types with this next actor. */
export const phasesOf = (actor: NextActor): string[] =>
  Object.values(kinds).flatMap(({ phases = {} }) => Object.keys(phases).filter((phase) => phases[phase] === actor))
