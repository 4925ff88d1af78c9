import type { RequestKindDefinition } from './model/define-request-type.ts'
import { requestTypes, type RequestType } from './types/index.ts'
import { type NextActor, nextInState, type RequestState, STOPPED } from './model/request-flow.ts'

const kinds: Readonly<Record<RequestType, Pick<RequestKindDefinition, 'phases'>>> = requestTypes

type Stand = { kind: RequestType; state: RequestState; phase: string | null }

/** Whose turn it is while a request stands here; null: it is over. A kind's own phases say more than the state does. */
export function whoActsNext({ kind, state, phase }: Stand): NextActor | null {
  if (state === 'failed' && phase === STOPPED) return 'ops'
  const hasPhase = state === 'decided' || state === 'executing'
  return (hasPhase && phase !== null ? kinds[kind].phases?.[phase] : undefined) ?? nextInState[state]
}

/** Phases of any kind in which it is this one's turn. */
export const phasesOf = (actor: NextActor): string[] =>
  Object.values(kinds).flatMap(({ phases = {} }) => Object.keys(phases).filter((phase) => phases[phase] === actor))
