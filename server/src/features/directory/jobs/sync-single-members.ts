import type { Deps } from '../../../kernel/deps.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { advanceRun, type Claim } from '../sync-run-queries.ts'

type SingleDeps = Pick<Deps, 'db' | 'clock' | 'wecom' | 'emit'>

/**
 * Syncs the members whom the visible range names one by one: the list of a department has them only where it is visible.
 * Each is read on its own. Returns false when another instance has taken over the run.
 */
export async function syncSingleMembers(
  deps: SingleDeps,
  claim: Claim,
  { source, isFirst }: { source: string; isFirst: boolean },
): Promise<boolean> {
  const { visibleUserids } = await deps.wecom.describeApp()
  for (const userid of visibleUserids) {
    const at = deps.clock.now()
    const member = await deps.wecom.findMember(userid)
    if (!member) continue
    const isOurs = await deps.db.transaction(async (tx) => {
      await syncMembers(deps, tx, [member], { at, source, isFirst })
      return advanceRun(tx, claim, { departments: 0, members: 1, calls: 1 })
    })
    if (!isOurs) return false
  }
  return true
}
