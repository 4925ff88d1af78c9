import type { JobHandlers } from '../../../outbox/run-job.ts'
import { snapshotBoards } from '../roster/jobs/snapshot-board.ts'
import { EFFECT_TOPIC, type PublishDeps, activateWhenDue } from './publish-policy.ts'

/** Puts a scheduled version into force on its day. */
export const effectHandlers = (deps: PublishDeps): JobHandlers => ({
  [EFFECT_TOPIC]: {
    async handle(job) {
      const { versionId } = job.payload as { versionId: `pov_${string}` }
      // The day that is over ended with the version that is replaced now.
      await snapshotBoards(deps)
      return (tx) => activateWhenDue(deps, tx, versionId)
    },
  },
})
