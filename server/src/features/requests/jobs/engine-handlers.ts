import type { SystemActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { EscalationPercent } from '@desk/shared/requests/model/decision-time'
import { advance, isUndoable, type RequestStep } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { REROUTE_TOPIC } from '../commands/enqueue-rerouting-queries.ts'
import { type JobHandler, type JobHandlers, noWrites } from '../../../outbox/run-job.ts'
import { addApprovers, listConcerned } from '../approvers/approver-queries.ts'
import { replaceApprovers } from '../commands/update-approvers.ts'
import { NEXT_STEP_TOPIC } from '../commands/decide-request.ts'
import type { RequestDeps, RequestStepDeps } from '../model/request-deps.ts'
import { sendApprovalCard } from '../cards/request-notices.ts'
import {
  ESCALATION_TOPIC,
  scheduleEscalation,
  scheduleNextEscalationStep,
  startedClockPatch,
} from '../model/request-clock.ts'
import { recordChange } from '../model/record-change.ts'
import { lockRequest, updateRequestColumns, type RequestRow, saveRequest } from '../model/request-queries.ts'
import { nextInLine, opsInLine, rerouteRequest } from '../commands/reroute-request.ts'
import { approverQueryOf } from '../model/approver-query.ts'
import { type Approver, resolveApprovers } from '../approvers/resolve-approvers.ts'

const timer: SystemActor = { kind: 'system', job: 'requests.ladder' }
const stepper: SystemActor = { kind: 'system', job: 'requests.next_step' }
/** Number of requests that a rerouting reads per query. */
const PAGE_SIZE = 100

/** Handles the engine's own jobs: escalation, the next step of approval, rerouting. */
export const engineHandlers = (deps: RequestDeps): JobHandlers => ({
  [ESCALATION_TOPIC]: escalationHandler(deps),
  [NEXT_STEP_TOPIC]: nextStepHandler(deps),
  [REROUTE_TOPIC]: rerouteHandler(deps),
})

const reminderOf = {
  50: 'request.sla_half',
  80: 'request.sla_near',
  100: 'request.sla_due',
  150: 'request.sla_over',
} as const satisfies Record<EscalationPercent, NoticeEvent>

const escalationHandler = (deps: RequestDeps): JobHandler => ({
  async handle(job) {
    const { requestId, percent } = job.payload as { requestId: RequestId; percent: EscalationPercent }
    return async (tx) => {
      const request = await lockRequest(tx, requestId)
      if (request.state !== 'open' || request.dueAt === null) return
      const escalated = await updateRequestColumns(tx, request, { slaEscalationStep: request.slaEscalationStep + 1 })
      const nextAt = await scheduleNextEscalationStep(deps, tx, escalated)
      // After an outage several steps are due at once: only the last one sends notices.
      const isSilent = nextAt !== null && nextAt <= deps.clock.now()
      await escalate(deps, tx, escalated, { percent, isSilent })
    }
  },
})

async function escalate(
  deps: RequestStepDeps,
  tx: Tx,
  request: RequestRow,
  { percent, isSilent }: { percent: EscalationPercent; isSilent: boolean },
): Promise<void> {
  const more = await approversAddedAt(percent, { ...deps, db: tx }, request)
  const now = deps.clock.now()
  await addApprovers(tx, request.id, more, now)
  const addedUserids = more.map(({ userid }) => userid)
  await deps.emit(tx, 'workload.changed', { userids: addedUserids, at: now })
  const details = { percent, ...(more.length === 0 ? {} : { asked: addedUserids, because: 'escalated' as const }) }
  await recordChange(deps, tx, { actor: timer, request, type: 'escalated', details })
  if (isSilent) return
  for (const userid of [...request.approverIds, ...addedUserids])
    await sendApprovalCard(deps, tx, {
      event: reminderOf[percent],
      request,
      userid,
      objectId: `${request.id}:${String(request.version)}`,
    })
}

/** Returns the approvers whom an escalation step adds: the next in line at the due time, the management department at 150 %. */
async function approversAddedAt(percent: EscalationPercent, deps: ReadDeps, request: RequestRow): Promise<Approver[]> {
  if (percent === 100) return nextInLine(deps, request, 'escalated')
  return percent === 150 ? opsInLine(deps, request) : []
}

const nextStepHandler = (deps: RequestDeps): JobHandler => ({
  async handle(job) {
    const { requestId, step } = job.payload as { requestId: RequestId; step: RequestStep }
    return async (tx) => {
      const request = await lockRequest(tx, requestId)
      const now = deps.clock.now()
      const state = advance(request.state, 'ask')
      if (!state || isUndoable(request.undoUntil, now)) return
      const inNextStep = { ...request, step, verifiedBy: request.decidedBy }
      const add = await resolveApprovers({ ...deps, db: tx }, approverQueryOf(inNextStep))
      const saved = await saveRequest(tx, request, {
        state,
        step,
        verifiedBy: request.decidedBy,
        outcome: { ...request.outcome, verified: request.outcome.verdicts },
        undoUntil: null,
        ...startedClockPatch(await loadCalendar({ ...deps, db: tx }), request.kind, now),
        updatedAt: now,
      })
      const details = { asked: add.map(({ userid }) => userid) }
      await recordChange(deps, tx, { actor: stepper, request, type: 'asked_next', details })
      const open = await replaceApprovers(deps, tx, saved, { add, release: request.approverIds, now })
      await scheduleEscalation(deps, tx, open)
      deps.failPoints.hit('next_step.written')
    }
  },
})

const rerouteHandler = (deps: RequestDeps): JobHandler => ({
  async handle(job) {
    const { userid } = job.payload as { userid: string }
    let after = ''
    for (;;) {
      const ids = await listConcerned(deps.db, userid, { after, limit: PAGE_SIZE })
      for (const id of ids) await rerouteRequest(deps, id)
      after = ids.at(-1) ?? after
      if (ids.length < PAGE_SIZE) return noWrites
    }
  },
})
