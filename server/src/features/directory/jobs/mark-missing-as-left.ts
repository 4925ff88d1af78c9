import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { advanceRun, type RunLease, countUnseen, type Run, unseenMembers } from '../sync-run-queries.ts'

type MissingDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'wecom' | 'emit'> & Stoppable

/** Up to this count each unseen member is queried: a member who moved into a department already read is still there. */
const CHECK_ALL_MAX = 500
/** Above that count, members to query. If WeCom returns one of them, the run is discarded. */
const SAMPLE_SIZE = 20
const CHUNK = 500

/**
 * Marks members as left whom a complete sync did not return. Departments are read one after the other, so a member who
 * moves during the sync can be missed; a query of WeCom settles each case. False: the sync was incomplete and nothing is
 * marked.
 */
export async function markMissingAsLeft(deps: MissingDeps, run: Run, lease: RunLease): Promise<boolean> {
  const source = `run:${run.id}`
  const unseen = await countUnseen(deps.db, run.startedAt)
  if (unseen <= CHECK_ALL_MAX) {
    for (const userid of await unseenMembers(deps.db, run.startedAt, CHECK_ALL_MAX))
      await checkMember(deps, lease, userid, source)
    return true
  }
  for (const userid of await unseenMembers(deps.db, run.startedAt, SAMPLE_SIZE)) {
    if ((await deps.wecom.findMember(userid)) === null) continue
    deps.log.error({ run: run.id, unseen }, 'the sync missed members whom WeCom returns: no member is marked as left')
    return false
  }
  deps.log.warn({ run: run.id, unseen }, 'many members have left or are outside the visible range')
  for (let left = unseen; left > 0; left -= CHUNK) {
    deps.signal?.throwIfAborted()
    const userids = await unseenMembers(deps.db, run.startedAt, CHUNK)
    await deps.db.transaction(async (tx) => {
      await markMembersLeft(deps, tx, userids, { at: deps.clock.now(), source })
      await advanceRun(tx, lease, { departments: 0, members: 0, calls: 0 })
    })
  }
  return true
}

async function checkMember(deps: MissingDeps, lease: RunLease, userid: string, source: string): Promise<void> {
  deps.signal?.throwIfAborted()
  const at = deps.clock.now()
  const member = await deps.wecom.findMember(userid)
  await deps.db.transaction(async (tx) => {
    if (member) await syncMembers(deps, tx, [member], { at, source })
    else await markMembersLeft(deps, tx, [userid], { at, source })
    await advanceRun(tx, lease, { departments: 0, members: 0, calls: 1 })
  })
}
