import { advanceOpening } from '@desk/shared/accounts/opening-states'
import type { Tx } from '../../../db/database.ts'
import { auditOpening } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { lockOpening, type OpeningRow, saveOpening } from '../model/opening-queries.ts'
import { type FirstDayDeps, isAllDone, stateOfFirstDay } from './first-day-state.ts'

export type { FirstDayDeps } from './first-day-state.ts'

const WORKER = 'system:account.first_day'

/** Notes what was done elsewhere, signatures and a guardian, and ends the first day with its last part. */
export async function noteDerivedSteps(deps: AccountDeps & FirstDayDeps, row: OpeningRow): Promise<void> {
  const { done } = await stateOfFirstDay(deps, { userid: row.userid, roles: [], adminOf: [] }, row)
  await deps.db.transaction(async (tx) => {
    const locked = await lockOpening(tx, row.id)
    if (locked) await noteDone(deps, tx, locked, done)
  })
}

export async function noteDone(
  deps: Pick<AccountDeps, 'clock'>,
  tx: Tx,
  row: OpeningRow,
  done: Awaited<ReturnType<typeof stateOfFirstDay>>['done'],
): Promise<void> {
  if (row.state !== 'activated') return
  const at = deps.clock.now()
  // Unchanged until noted: a part that is undone again, such as a policy published at noon, is owed again.
  const changes = {
    ...(done.policies === (row.policiesSignedAt !== null) ? {} : { policiesSignedAt: done.policies ? at : null }),
    ...(done.guardian === (row.guardianAskedAt !== null) ? {} : { guardianAskedAt: done.guardian ? at : null }),
  }
  const isOver = isAllDone(done)
  if (!isOver && Object.keys(changes).length === 0) return
  const end = isOver ? { state: advanceOpening(row.state, 'complete') ?? row.state, completedAt: at } : {}
  await saveOpening(tx, row, { ...changes, ...end }, at)
  if (isOver) await auditOpening(deps, tx, { actor: WORKER, action: 'account.first_day_done', object: row.id })
}
