import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { advanceRun, type RunLease } from '../sync-run-queries.ts'

type SingleDeps = Pick<Deps, 'db' | 'clock' | 'wecom' | 'emit'> & Stoppable

/**
 * Syncs the members whom the visible range names one by one or by a tag: their departments, if not visible, list no members. Each
 * is read on its own. Returns false when another instance has taken over the run.
 */
export async function syncSingleMembers(
  deps: SingleDeps,
  lease: RunLease,
  { source, isFirst }: { source: string; isFirst: boolean },
): Promise<boolean> {
  const { visibleUserids, visibleTags } = await deps.wecom.describeApp()
  const userids = new Set(visibleUserids)
  for (const tag of visibleTags) for (const userid of (await deps.wecom.listTagged(tag)).userids) userids.add(userid)
  for (const userid of userids) {
    deps.signal?.throwIfAborted()
    const at = deps.clock.now()
    const member = await deps.wecom.findMember(userid)
    if (!member) continue
    const isLeaseHeld = await deps.db.transaction(async (tx) => {
      await syncMembers(deps, tx, [member], { at, source, isFirst })
      return advanceRun(tx, lease, { departments: 0, members: 1, calls: 1 })
    })
    if (!isLeaseHeld) return false
  }
  return true
}
