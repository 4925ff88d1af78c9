import type { MemberActor } from '@desk/shared/identity/actor'
import { reportsFor } from '@desk/shared/groups/group-flow'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { ReportOutcome } from '@desk/shared/groups/group-states'
import { type GroupId, type Id, sameUserid } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { answerReport } from '../model/report-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/**
 * What came of a report. Whoever sent it hears of it; whoever answers never learns who that was.
 *
 * @throws GroupRefusedError `changed_meanwhile` when somebody answered it before
 */
export const handleReport = (
  deps: GroupDeps,
  actor: MemberActor,
  { id, reportId, outcome }: { id: GroupId; reportId: Id<'groupReport'>; outcome: ReportOutcome },
): Promise<GroupView> =>
  changeGroup(deps, actor, { id, command: 'handle', version: null }, async ({ tx, actor: by, facts, now }) => {
    const recipients = reportsFor(by, facts)
    const answer = { id: reportId, groupId: id, recipients, outcome, by: by.userid, at: now }
    const reporter = await answerReport(tx, answer)
    if (reporter === null) throw new GroupRefusedError('changed_meanwhile')
    return {
      patch: {},
      details: { report: reportId, outcome },
      async follow(saved) {
        if (sameUserid(reporter, by.userid)) return
        await enqueueGroupNotice(deps, tx, {
          event: 'group.handled',
          text: `group.handled_${outcome}`,
          groupId: id,
          userid: reporter,
          values: { name: saved.name },
          again: reportId,
        })
      },
    }
  })
