import { sameUserid } from '@desk/shared/kernel/ids'
import type { RequestKindDefinition } from '@desk/shared/requests/define-request-kind'
import { requestKinds } from '@desk/shared/requests/kinds/index'
import type { RequestRow } from './request-queries.ts'

const kinds: readonly Pick<RequestKindDefinition, 'phasesForOps'>[] = Object.values(requestKinds)
const phases = kinds.flatMap(({ phasesForOps = {} }) => Object.entries(phasesForOps))
const named = (who: 'anyone' | 'not_oneself') => phases.filter(([, rule]) => rule === who).map(([name]) => name)

/** Phases of any kind in which the management department has to do something itself, by who of it may. */
export const phasesForOps = { anyone: named('anyone'), notOneself: named('not_oneself') }

type Facts = Pick<RequestRow, 'state' | 'phase' | 'applicantId'>

export const waitsForOps = ({ state, phase }: Facts): boolean =>
  state === 'executing' && phases.some(([name]) => name === phase)

/** Whether this person of the management department may do what is to be done. */
export const isForOps = (request: Facts, userid: string): boolean =>
  phasesForOps.anyone.includes(request.phase ?? '') || !sameUserid(userid, request.applicantId)
