import type { Deps } from '../../../kernel/deps.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { advanceRun, type Claim, countUnseen, type Run, unseenMembers } from '../sync-run-queries.ts'

type DismissDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'wecom' | 'emit'>

/** Up to here everybody unseen is asked for by name: who moved into a department that was read already is still there. */
const ASK_EACH = 500
/** Above, so many. If WeCom knows a single one of them, the run is not believed. */
const SAMPLE = 20
const CHUNK = 500

/**
 * Marks as left whom a complete reading did not show. Departments are read one after the other, so somebody who moves
 * meanwhile may be missed; the doubt is WeCom's to settle. False: the reading was wrong, nothing was marked.
 */
export async function markMissingAsLeft(deps: DismissDeps, run: Run, claim: Claim): Promise<boolean> {
  const source = `run:${run.id}`
  const unseen = await countUnseen(deps.db, run.startedAt)
  if (unseen <= ASK_EACH) {
    for (const userid of await unseenMembers(deps.db, run.startedAt, ASK_EACH)) await ask(deps, claim, userid, source)
    return true
  }
  for (const userid of await unseenMembers(deps.db, run.startedAt, SAMPLE)) {
    if ((await deps.wecom.findMember(userid)) === null) continue
    deps.log.error({ run: run.id, unseen }, 'the reading missed members whom WeCom knows: nobody is marked as left')
    return false
  }
  deps.log.warn({ run: run.id, unseen }, 'many members are gone or out of sight')
  for (let left = unseen; left > 0; left -= CHUNK) {
    const userids = await unseenMembers(deps.db, run.startedAt, CHUNK)
    await deps.db.transaction(async (tx) => {
      await markMembersLeft(deps, tx, userids, { at: deps.clock.now(), source })
      await advanceRun(tx, claim, { departments: 0, members: 0, calls: 0 })
    })
  }
  return true
}

async function ask(deps: DismissDeps, claim: Claim, userid: string, source: string): Promise<void> {
  const at = deps.clock.now()
  const member = await deps.wecom.findMember(userid)
  await deps.db.transaction(async (tx) => {
    if (member) await syncMembers(deps, tx, [member], { at, source })
    else await markMembersLeft(deps, tx, [userid], { at, source })
    await advanceRun(tx, claim, { departments: 0, members: 0, calls: 1 })
  })
}
