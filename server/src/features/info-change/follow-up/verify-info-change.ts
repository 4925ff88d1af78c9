import { STOPPED } from '@desk/shared/requests/model/request-flow'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { requireRequest } from '../../requests/model/request-queries.ts'
import { currentChanges } from '../current-changes.ts'
import { nextCheckAt } from '../verification-schedule.ts'
import {
  APPLY_TOPIC,
  concludeVerification,
  endWithoutDepartment,
  jobOf,
  leftOpen,
  move,
  recordOpenFields,
  requestIdOf,
  stop,
  waitsForVerification,
} from '../progress.ts'
import { MEMBER_LEFT, readPresentMember, readValues, withoutDeletedDepartment } from '../read-values.ts'

/** Verifies whether people made their changes: by schedule, and at once when the member is read or a callback names them. */
export function verifyInfoChange(deps: RequestDeps & Pick<Deps, 'wecom'>): JobHandler {
  return {
    async handle(job, checkpoint) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      if (!waitsForVerification(request)) return noWrites
      const approved = await currentChanges(deps.db, request)
      const member = await readPresentMember(deps, subjectIdOf(request))
      if (member === null) return (tx) => stop(deps, tx, id, MEMBER_LEFT)
      const read = { member, approved, values: await readValues(deps, member, approved) }
      deps.failPoints.hit('verify.read')
      const reading = await withoutDeletedDepartment(deps, request, read)
      if (reading === null) return (tx) => endWithoutDepartment(deps, tx, id, read)
      const left = leftOpen(request, reading)
      if (left === null) return (tx) => concludeVerification(deps, tx, request, reading)
      await checkpoint((tx) => recordOpenFields(tx, request, left))
      throw new JobDeferredError(request.phase ?? '', nextCheckAt(left, request.updatedAt, deps.clock.now()))
    },

    onGiveUp: (tx, job, { cause }) => stop(deps, tx, requestIdOf(job.payload), cause, STOPPED),

    // Starts again: values that are present are not written a second time, and manual tasks are created again.
    async requeue(tx, job, actor) {
      const step = { command: 'start', type: 'write_resumed', outcome: { written: false }, actor } as const
      const moved = await move(deps, tx, requestIdOf(job.payload), step)
      await enqueue(tx, [jobOf(APPLY_TOPIC, moved, deps.clock.now())])
    },
  }
}
