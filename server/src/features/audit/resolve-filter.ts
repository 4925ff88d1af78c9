import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { findMemberRow } from '../../access/actor-queries.ts'
import type { Database } from '../../db/database.ts'
import { findUserids } from '../../directory/find-userids.ts'
import { TooManyPeopleError } from './audit-errors.ts'
import { listClosingsOf, listSignersOf, type ResolvedFilter } from './entry-queries.ts'

/** Maximum number of members that a name may match. */
const PEOPLE_MAX = 50

/**
 * Replaces a name with the accounts that it may mean, their signers and their closings. A userid means this account alone.
 * @throws TooManyPeopleError when the name matches more than `PEOPLE_MAX`: the entries of some would be taken for those of all
 */
export async function resolveFilter(db: Database, { who, ...filter }: AuditFilter): Promise<ResolvedFilter> {
  if (who === undefined) return filter
  const exact = await findMemberRow(db, who)
  const userids = exact ? [exact.userid] : await findUserids(db, who, PEOPLE_MAX + 1)
  if (userids.length > PEOPLE_MAX) throw new TooManyPeopleError()
  const signers = await listSignersOf(db, userids)
  return { ...filter, people: { userids, signers, closings: await listClosingsOf(db, userids) } }
}
