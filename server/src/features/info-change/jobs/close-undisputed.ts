import { DAY_MS } from '@desk/shared/kernel/durations'
import { DISPUTE_DAYS } from '@desk/shared/info-change/info-change'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import { lockRequest } from '../../requests/model/request-queries.ts'
import { listDoneBefore } from '../completed-queries.ts'
import { CLOSED, move } from '../progress.ts'

const BATCH_SIZE = 500

/** Closes requests that have been completed for seven days without a dispute; runs hourly. Returns how many were due. */
export async function closeUndisputed(deps: RequestDeps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - DISPUTE_DAYS * DAY_MS)
  const due = await listDoneBefore(deps.db, before, BATCH_SIZE)
  for (const id of due)
    await deps.db.transaction(async (tx) => {
      const { state, phase } = await lockRequest(tx, id)
      // Another instance may have closed it since it was listed.
      if (state === 'done' && phase === null) await move(deps, tx, id, { command: null, type: 'closed', phase: CLOSED })
    })
  return due.length
}
