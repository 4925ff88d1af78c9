import { sameUserid } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { unlockersOf } from '../cases/case-approvers.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import { type CaseRow, updateCaseColumns } from '../cases/case-queries.ts'
import { enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

/** Notifies the people who can unlock in the console, since the app cannot. */
export const notifyUnlockers = async (deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> =>
  notifyPeople(deps, tx, row, await unlockersOf({ ...deps, db: tx }, row), 'device.unlock_failed')

/** Notifies these people, and stores that they were called and how far the escalation is. */
export async function notifyPeople(
  deps: CaseStepDeps,
  tx: Tx,
  row: CaseRow,
  people: readonly string[],
  event: NoticeEvent,
  escalationStep = row.escalationStep + 1,
): Promise<void> {
  const newlyCalled = [...new Set(people)].filter((userid) => !sameUserid(userid, row.subjectId))
  const called = [...row.called.filter((userid) => !newlyCalled.includes(userid)), ...newlyCalled]
  await updateCaseColumns(tx, row.id, { escalationStep, called })
  if (newlyCalled.length === 0) return
  await recordCase(deps, tx, row, event === 'device.urgent_review' ? 'lost_asked' : 'lost_called', {
    asked: newlyCalled,
  })
  await enqueueCaseNotice(
    deps,
    tx,
    row,
    event,
    newlyCalled,
    `${event}:${String(row.version)}:${String(row.escalationStep)}`,
  )
}
