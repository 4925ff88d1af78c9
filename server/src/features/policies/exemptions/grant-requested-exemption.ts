import type { SystemActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { STOPPED } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import { notifyApplicant } from '../../requests/cards/request-notices.ts'
import { advanceRequest } from '../../requests/commands/advance-request.ts'
import type { RequestStepDeps } from '../../requests/model/request-deps.ts'
import { recordRetry } from '../../requests/model/record-change.ts'
import { lockRequest, type RequestRow } from '../../requests/model/request-queries.ts'
import { findActivePolicy } from '../document/policy-queries.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { endExemptions, insertExemption, listOpenExemptions } from '../roster/person-queries.ts'
import { findOnRoster } from '../roster/roster-queries.ts'
import { payloadOf } from './exemption-request-type.ts'

const grantor: SystemActor = { kind: 'system', job: 'policy.exempt' }

const requestIdOf = ({ payload }: Pick<Job, 'payload'>) => (payload as { requestId: RequestId }).requestId

/** Returns whether the exemption is still to be written: at once, or again after a dead letter was retried. */
const isPending = ({ state }: RequestRow): boolean => state === 'decided' || state === 'executing'

/** Writes the exemption of an approved request, and notifies the applicant. Idempotent. */
export const grantRequestedExemption = (deps: RequestStepDeps): JobHandler => ({
  async handle(job) {
    const id = requestIdOf(job)
    return async (tx) => {
      const request = await lockRequest(tx, id)
      if (!isPending(request)) return
      const isGranted = await grant(deps, tx, request)
      const step = { actor: grantor, details: { count: 1 } }
      if (request.state === 'decided')
        await advanceRequest(deps, tx, id, { ...step, command: 'start', type: 'write_started' })
      const outcome = isGranted
        ? ({ command: 'finish', type: 'closed' } as const)
        : ({ command: 'fail', type: 'write_failed' } as const)
      await notifyApplicant(deps, tx, await advanceRequest(deps, tx, id, { ...step, ...outcome }))
    }
  },

  onRetry: (tx, job, failure, retryAt) =>
    recordRetry(deps, tx, { actor: grantor, requestId: requestIdOf(job), job, failure, retryAt }),

  // The applicant learns that they are not exempt yet, and the management department that it has to retry the job.
  async onGiveUp(tx, job, { cause }) {
    const id = requestIdOf(job)
    if (!isPending(await lockRequest(tx, id))) return
    const step = { actor: grantor, command: 'fail', type: 'write_failed', phase: STOPPED, details: { cause } } as const
    await notifyApplicant(deps, tx, await advanceRequest(deps, tx, id, step))
  },

  async requeue(tx, job, actor) {
    const { state, phase } = await lockRequest(tx, requestIdOf(job))
    // A dead letter of an earlier release left its request as it was decided.
    if (state === 'failed' && phase === STOPPED)
      await advanceRequest(deps, tx, requestIdOf(job), { actor, command: 'start', type: 'write_resumed' })
  },
})

/** Writes the exemption. Returns false after its last day, or if the applicant has signed or is not bound any more. */
async function grant(deps: RequestStepDeps, tx: Tx, request: RequestRow): Promise<boolean> {
  const { policyId, reason, until } = payloadOf(request)
  if (until < today(deps)) return false
  const policy = await findActivePolicy(tx, policyId)
  const row = policy && (await findOnRoster({ ...deps, db: tx }, policy, request.applicantId))
  if (!row || row.state === 'signed') return false
  const { userid } = row
  // People request more time, so an exemption that is longer is not shortened.
  const open = await listOpenExemptions(tx, policyId, [userid])
  if (open.some((exemption) => exemption.until === null || exemption.until >= until)) return true
  const [by, at] = [request.decidedBy ?? request.applicantId, deps.clock.now()]
  await endExemptions(tx, { policyId, userid, by, at, day: today(deps) })
  await insertExemption(tx, { id: deps.ids.next('exemption'), policyId, userid, reason, until, by, at })
  const details = { userid, reason: erasableText(deps, reason), until, request: request.id }
  await recordAudit(tx, { at, actor: by, action: 'policy.exempted', object: policyId, details })
  await markCountsStale(tx, [row.departmentId], policyId)
  await deps.emit(tx, 'workload.changed', { userids: [userid], at })
  return true
}
