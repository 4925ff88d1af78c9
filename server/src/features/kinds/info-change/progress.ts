import type { Actor, SystemActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { InfoField, InfoPhase } from '@desk/shared/requests/kinds/info-change'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../kernel/members-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { tellApplicant } from '../../requests/notices.ts'
import { type Move, moveRequest } from '../../requests/move-request.ts'
import { lockRequest, type RequestRow } from '../../requests/request-queries.ts'
import { differing, isGuided, type Values, type Wanted } from './read-values.ts'

export const worker: SystemActor = { kind: 'system', job: 'info_change.apply' }

export const APPLY_TOPIC = 'info_change.apply'
export const PROVE_TOPIC = 'info_change.prove'

/** Done, and nobody may object any more. */
export const CLOSED = 'closed'

type Step = Omit<Move, 'actor' | 'phase'> & { phase?: InfoPhase | typeof CLOSED | null; actor?: Actor }

/** One step of the machine, ours where nobody gave it. */
export const move = (deps: EngineDeps, tx: Tx, id: RequestId, step: Step): Promise<RequestRow> =>
  moveRequest(deps, tx, id, { actor: worker, ...step })

type Reading = {
  member: WecomMember
  values: Values
  wanted: readonly Wanted[]
  isManual: boolean
  /** Why people have to, where that is not the missing right to write. */
  cause?: string
  actor?: Actor
}

/**
 * Done only if what WeCom holds equals what was asked. What the member or the management department still has to do
 * waits for its proof; any other difference is named. Changes nothing when somebody else concluded meanwhile.
 */
export async function conclude(deps: EngineDeps, tx: Tx, id: RequestId, reading: Reading): Promise<void> {
  const { member, values, wanted, isManual, cause, actor = worker } = reading
  const request = await lockRequest(tx, id)
  if (request.state !== 'executing') return
  await upsertMember(tx, member, deps.clock.now())
  const open = differing(values, wanted)
  if (open.length === 0) return finish(deps, tx, request, values, actor)
  const fields = open.map(({ field }) => field)
  if (isManual || open.every((one) => isGuided(one, member)))
    return waitForProof(deps, tx, request, isManual ? 'awaiting_proof' : 'guide_member', {
      fields,
      ...(cause === undefined ? {} : { cause }),
    })
  const outcome = { readBack: values }
  await tellApplicant(
    deps,
    tx,
    await move(deps, tx, id, { command: 'fail', type: 'read_back_differs', outcome, details: { fields } }),
  )
}

async function finish(deps: EngineDeps, tx: Tx, { id }: RequestRow, values: Values, actor: Actor): Promise<void> {
  const at = deps.clock.now()
  const outcome = { written: true, readBack: values, doneAt: at.toISOString() }
  const details = { count: Object.keys(values).length }
  const done = await move(deps, tx, id, { command: 'finish', type: 'read_back_equal', outcome, details, actor })
  await tellApplicant(deps, tx, done)
}

async function waitForProof(
  deps: EngineDeps,
  tx: Tx,
  request: RequestRow,
  phase: 'awaiting_proof' | 'guide_member',
  details: { fields: InfoField[]; cause?: string },
): Promise<void> {
  if (request.phase === phase) return
  const type = phase === 'awaiting_proof' ? 'manual_asked' : 'member_guided'
  const moved = await move(deps, tx, request.id, { command: 'start', type, phase, details })
  await enqueue(tx, [jobOf(PROVE_TOPIC, moved, deps.clock.now())])
}

/** `userid`: what is read of this person anew makes the job due at once. */
export const jobOf = (topic: string, { id, applicantId, version }: RequestRow, runAt: Date) => ({
  topic,
  payload: { requestId: id, userid: applicantId.toLowerCase() },
  dedupeKey: `${topic}:${id}:${String(version)}`,
  groupKey: `request:${id}`,
  runAt,
})

export function requestIdOf(payload: unknown): RequestId {
  const { requestId } = payload as { requestId?: unknown }
  if (typeof requestId !== 'string') throw new Error('A job of this kind without a request')
  return requestId as RequestId
}
