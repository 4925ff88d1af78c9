import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Database } from '../../db/database.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import { listAppliedChanges } from './second-writer/set-back-queries.ts'
import type { ApprovedChange, Values } from './read-values.ts'
import { approvedChanges } from './requested-changes.ts'

/**
 * Returns the approved fields whose values are still wanted: a field that a later request of the same member changed is
 * neither written nor compared any more.
 */
export async function currentChanges(db: Database, request: RequestRow): Promise<ApprovedChange[]> {
  const approved = approvedChanges(request)
  const { decidedAt, state } = request
  // Until the request takes effect, no other request can change its fields.
  if (decidedAt === null || state === 'decided') return approved
  const applied = await listAppliedChanges(db, [subjectIdOf(request)], decidedAt)
  const later = applied.filter((other) => other.decidedAt !== null && other.decidedAt > decidedAt)
  const changed = new Set(later.flatMap((other) => approvedChanges(other).map(({ field }) => field)))
  return approved.filter(({ field }) => !changed.has(field))
}

/** Returns the values that were read back for fields that are no longer current. They stay as evidence. */
export const supersededReadBack = (
  { outcome }: Pick<RequestRow, 'outcome'>,
  current: readonly ApprovedChange[],
): Values =>
  Object.fromEntries(Object.entries(outcome.readBack).filter(([name]) => !current.some(({ field }) => field === name)))
