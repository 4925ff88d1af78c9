import { fieldPolicies } from '@desk/shared/requests/kinds/info-field-policies'
import { HeldBackError } from '../../../outbox/held-back.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { tellApplicant } from '../../requests/notices.ts'
import { requireRequest } from '../../requests/request-queries.ts'
import { agreedChanges } from './asked-changes.ts'
import { conclude, move, requestIdOf } from './progress.ts'
import { differing, readMember, readValues, type Wanted } from './read-values.ts'

const MINUTE_MS = 60_000
/** Reading a member costs little. */
const LOOK_AGAIN_MS = 10 * MINUTE_MS
/** Each look for a number that is not there yet is a wrong guess, and WeCom counts those (doc 95402). */
const LOOK_UP_AGAIN_MS = 24 * 60 * MINUTE_MS

/** Looks whether what people had to do is done: by schedule, and at once when a callback or a tap says that it may be. */
export function proveInfoChange(deps: EngineDeps): JobHandler {
  return {
    async handle(job) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      const { phase } = request
      if (request.state !== 'executing' || (phase !== 'awaiting_proof' && phase !== 'guide_member'))
        return async () => {}
      const wanted = agreedChanges(request)
      const member = await readMember(deps, request.applicantId)
      const values = await readValues(deps, member, wanted)
      deps.failPoints.hit('prove.read')
      const open = differing(values, wanted)
      if (open.length > 0) throw new HeldBackError(phase, nextLook(deps, open))
      return (tx) => conclude(deps, tx, id, { member, values, wanted, isManual: false })
    },

    async onGiveUp(tx, job, { cause }) {
      const id = requestIdOf(job.payload)
      await tellApplicant(
        deps,
        tx,
        await move(deps, tx, id, { command: 'fail', type: 'write_failed', details: { cause } }),
      )
    },
  }
}

const nextLook = ({ clock }: EngineDeps, open: readonly Wanted[]) => {
  const isLookedUp = open.some(({ field }) => fieldPolicies[field].proof === 'looked_up')
  return new Date(clock.now().getTime() + (isLookedUp ? LOOK_UP_AGAIN_MS : LOOK_AGAIN_MS))
}
