import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { ViolationBody } from '@desk/shared/groups/group-schemas'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { TooManyError } from '../../../kernel/app-error.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { commandGroup } from '../registry/change-group.ts'
import { leaderOf } from '../model/responsible-people.ts'
import { countReportsSince, insertReport } from '../model/report-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

const DAILY = 10

/** Something in the group breaks the rules: its owner is told, or the management department. Never who said so. */
export async function reportViolation(
  deps: GroupDeps,
  actor: MemberActor,
  { id, to, what }: ViolationBody & { id: GroupId },
): Promise<{ ok: true }> {
  await commandGroup(deps, actor, { id, command: 'report', version: null }, async ({ tx, group, now }) => {
    const since = new Date(now.getTime() - DAY_MS)
    if ((await countReportsSince(tx, actor.userid, since)) >= DAILY) throw new TooManyError('Reported often today')
    const reportId = deps.ids.next('groupReport')
    // What somebody would report to themselves goes to others.
    const recipient = to === 'owner' && sameUserid(actor.userid, leaderOf(group) ?? '') ? 'ops' : to
    await insertReport(tx, { id: reportId, groupId: id, reporterId: actor.userid, recipient, what, at: now })
    const { ops } = await holdersFor({ ...deps, db: tx }, [])
    return {
      patch: {},
      // Which report it was; whose, says only its own row, which is no evidence for ever.
      isAnonymous: true,
      details: { report: reportId, what, recipient },
      async follow(saved) {
        // Whoever is in charge of the group is told with what else waits in it.
        if (recipient === 'ops')
          for (const { userid } of ops)
            await enqueueGroupNotice(deps, tx, {
              event: 'group.reported',
              text: 'group.reported',
              groupId: id,
              userid,
              values: { name: saved.name },
              again: reportId,
            })
      },
    }
  })
  return { ok: true }
}
