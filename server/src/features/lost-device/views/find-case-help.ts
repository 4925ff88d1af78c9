import { isOverPhase } from '@desk/shared/lost-device/lost-device'
import type { CaseHelp } from '@desk/shared/lost-device/lost-device-schemas'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { findCaseByNo } from '../cases/case-queries.ts'
import { toTokenView } from '../cases/case-view.ts'

/**
 * Returns the state of an open case and whom to call, as its reporter sees them without a session: no name of the person,
 * no facts and no actions. Null: no such case, or it is over.
 */
export async function findCaseHelp(deps: ReadDeps, no: string): Promise<CaseHelp['found']> {
  const row = await findCaseByNo(deps.db, no)
  if (!row || isOverPhase(row.phase)) return null
  const { phase, proof, onCall, admins } = await toTokenView(deps, deps.db, row.reporterId, row)
  return { phase, proof, onCall, admins }
}
