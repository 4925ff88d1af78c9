import type { Subscriptions } from '../../../domain-events/domain-events.ts'
import { markCountsStale } from '../../policies/roster/mark-counts-stale-queries.ts'
import { type EntryDeps, recordEntriesBy } from '../../policies/roster/policy-entries-queries.ts'
import { deleteUnmarked, insertMarked, listNewlyMarked } from './mark-queries.ts'
import { saveContractHistory } from './partner-queries.ts'

/** Adds members whom the directory marks as partners, and removes those who are no longer marked. */
export const partnerSubscriptions = (deps: EntryDeps): Subscriptions => ({
  async 'members.synced'(tx, { members, at }) {
    const userids = members.map(({ userid }) => userid)
    const marked = await listNewlyMarked(tx, userids)
    await recordEntriesBy(deps, tx, { userids: marked, role: null }, at)
    await saveContractHistory(tx, marked, at)
    await insertMarked(tx, marked)
    const changed = new Set([...marked, ...(await deleteUnmarked(tx, userids, at))])
    if (changed.size === 0) return
    const departments = members
      .filter(({ userid }) => changed.has(userid.toLowerCase()))
      .map(({ now }) => now.mainDepartmentId)
    await markCountsStale(tx, departments)
  },
})
