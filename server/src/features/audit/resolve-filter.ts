import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import type { Database } from '../../db/database.ts'
import { findUserids } from '../../directory/find-userids.ts'
import { listSignersOf, type ResolvedFilter } from './entry-queries.ts'

/** Maximum number of members that a name matches. */
const PEOPLE_MAX = 50

/** Replaces a name by the accounts that it may mean, and their signers. */
export async function resolveFilter(db: Database, { who, ...filter }: AuditFilter): Promise<ResolvedFilter> {
  if (who === undefined) return filter
  const userids = await findUserids(db, who, PEOPLE_MAX)
  return { ...filter, people: { userids, signers: await listSignersOf(db, userids) } }
}
