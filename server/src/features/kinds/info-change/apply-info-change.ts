import type { Actor, SystemActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { InfoField } from '@desk/shared/requests/kinds/info-change'
import { advance, type RequestCommand } from '@desk/shared/requests/request-flow'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { upsertMember } from '../../../kernel/members-queries.ts'
import type { Failure } from '../../../outbox/classify-failure.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { tellApplicant } from '../../requests/notices.ts'
import { recordChange } from '../../requests/record-change.ts'
import { requireRequest, type RequestPatch, type RequestRow, saveRequest } from '../../requests/request-queries.ts'
import { agreedChanges } from './info-change-kind.ts'

const worker: SystemActor = { kind: 'system', job: 'info_change.apply' }

/** WeCom: "no such member, or not yours to see" (doc 90313). */
const MEMBER_GONE = 60111

/**
 * Writes the agreed fields and reads them back. The intent is stored before the call; a later try that finds it stored
 * asks WeCom first, so that a lost answer never leads to a second write of what is already so.
 */
export function applyInfoChange(deps: EngineDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      const state = advance(request.state, 'start')
      if (!state) return async () => {}
      const wanted = agreedChanges(request)
      const wasTried = request.state === 'executing'
      if (!wasTried) await checkpoint((tx) => move(deps, tx, id, 'start', 'write_started'))
      deps.failPoints.hit('apply.intent_stored')
      if (!request.outcome.written) {
        const isAlreadySo = wasTried && differing(await readMember(deps, request), wanted).length === 0
        if (!isAlreadySo)
          await deps.wecom.updateMember(
            request.applicantId,
            Object.fromEntries(wanted.map(({ field, to }) => [field, to])),
          )
        deps.failPoints.hit('apply.called')
        await checkpoint((tx) => move(deps, tx, id, 'start', isAlreadySo ? 'already_so' : 'written', { written: true }))
      }
      const member = await readMember(deps, request)
      deps.failPoints.hit('apply.read_back')
      return (tx) => conclude(deps, tx, id, member, wanted)
    },

    async onRetry(tx, job, failure, retryAt) {
      const request = await requireRequest(tx, requestIdOf(job.payload))
      const details = { attempt: job.attempts + 1, cause: failure.cause, retryAt: retryAt.toISOString() }
      await recordChange(deps, tx, { actor: worker, request, type: 'write_retried', details })
    },

    async onGiveUp(tx, job, failure: Failure) {
      const id = requestIdOf(job.payload)
      const failed = await move(deps, tx, id, 'fail', 'write_failed', {}, { cause: failure.cause })
      await tellApplicant(deps, tx, failed)
    },

    async revive(tx, job, actor) {
      await move(deps, tx, requestIdOf(job.payload), 'start', 'write_resumed', {}, {}, actor)
    },

    async confirmByHand(job, actor) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      const wanted = agreedChanges(request)
      const member = await readMember(deps, request)
      if (differing(member, wanted).length > 0) return null
      return async (tx) => {
        await move(deps, tx, id, 'start', 'done_by_hand', { written: true }, {}, actor)
        await conclude(deps, tx, id, member, wanted)
      }
    },
  }
}

type Wanted = readonly { field: InfoField; to: string }[]

const differing = (member: WecomMember, wanted: Wanted): InfoField[] =>
  wanted.filter(({ field, to }) => member[field] !== to).map(({ field }) => field)

async function readMember({ wecom }: EngineDeps, request: RequestRow): Promise<WecomMember> {
  const member = await wecom.findMember(request.applicantId)
  if (!member) throw new WecomRefusedError(MEMBER_GONE, 'user/get')
  return member
}

type Step = Extract<
  RequestEventType,
  | 'write_started'
  | 'written'
  | 'already_so'
  | 'write_failed'
  | 'write_resumed'
  | 'done_by_hand'
  | 'read_back_equal'
  | 'read_back_differs'
>

/** One step of the machine with its timeline row. The worker alone writes in these states, so it never loses a race. */
async function move(
  deps: EngineDeps,
  tx: Tx,
  id: RequestId,
  command: RequestCommand,
  type: Step,
  outcome: Partial<RequestRow['outcome']> = {},
  details: { cause?: string; count?: number; fields?: InfoField[] } = {},
  actor: Actor = worker,
): Promise<RequestRow> {
  const request = await requireRequest(tx, id)
  const state = advance(request.state, command)
  if (!state) throw new Error(`${request.state} does not accept ${command}`)
  const patch: RequestPatch = { state, outcome: { ...request.outcome, ...outcome } }
  const saved = await saveRequest(tx, request, { ...patch, updatedAt: deps.clock.now() })
  if (!saved) throw new Error('Somebody else wrote a request that is being carried out')
  await recordChange(deps, tx, { actor, request: saved, type, details })
  return saved
}

/** Done only if what WeCom holds equals what was asked; else the differing fields are named. */
async function conclude(deps: EngineDeps, tx: Tx, id: RequestId, member: WecomMember, wanted: Wanted): Promise<void> {
  const readBack = Object.fromEntries(wanted.map(({ field }) => [field, member[field]]))
  const differs = differing(member, wanted)
  const ended =
    differs.length === 0
      ? await move(deps, tx, id, 'finish', 'read_back_equal', { readBack }, { count: wanted.length })
      : await move(deps, tx, id, 'fail', 'read_back_differs', { readBack }, { fields: differs })
  await upsertMember(tx, member, deps.clock.now())
  await tellApplicant(deps, tx, ended)
}

function requestIdOf(payload: unknown): RequestId {
  const { requestId } = payload as { requestId?: unknown }
  if (typeof requestId !== 'string') throw new Error('An apply job without a request')
  return requestId as RequestId
}
