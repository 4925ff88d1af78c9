import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../../db/database.ts'
import { today } from '../../../../access/grant-conditions.ts'
import type { ClosingDeps, ClosingStepDeps } from '../closing-deps.ts'
import { notifyOfClosing, opsFor } from '../closing-notices.ts'
import { type ClosingRow, lockClosing, patchClosing } from '../closing-queries.ts'
import { listDueDeletions } from '../list-queries.ts'

const BATCH = 100

/** Asks the management department to confirm the deletions whose day has come, each once. */
export async function askToDeleteDue(deps: ClosingDeps): Promise<void> {
  const day = today(deps)
  for (const id of await listDueDeletions(deps.db, day, BATCH))
    await deps.db.transaction(async (tx) => {
      const row = await lockClosing(tx, id)
      if (row && isDue(row, day)) await askToDelete(deps, tx, row)
    })
}

const isDue = (row: ClosingRow, day: CalendarDay): boolean => row.phase === 'disabled' && isUnasked(row, day)

/** Returns whether the day of the deletion has come, and nobody was asked to confirm it on that day or later. */
export const isUnasked = (
  { deleteNotBefore, remindedOn }: Pick<ClosingRow, 'deleteNotBefore' | 'remindedOn'>,
  day: CalendarDay,
): boolean =>
  deleteNotBefore !== null && deleteNotBefore <= day && (remindedOn === null || remindedOn < deleteNotBefore)

/** Asks the management department, without the person who asked for the deletion, to confirm it. */
export async function askToDelete(deps: ClosingStepDeps, tx: Tx, row: ClosingRow): Promise<void> {
  const others = (await opsFor(deps, tx, row)).filter((userid) => !sameUserid(userid, row.deletionAskedBy ?? ''))
  // Whoever gets the role later is asked then.
  if (others.length === 0) return
  await patchClosing(tx, row.id, { remindedOn: today(deps) })
  // Earlier releases sent a card at the request, with the version alone as its key.
  const again = `due:${String(row.deleteNotBefore)}:${String(row.version)}`
  await notifyOfClosing(deps, tx, row, 'closing.deletion', others, { again })
}
