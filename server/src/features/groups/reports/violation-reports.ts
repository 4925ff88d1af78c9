import type { MemberActor } from '@desk/shared/identity/actor'
import { reportsFor } from '@desk/shared/groups/group-flow'
import type { GroupView, ViolationBody } from '@desk/shared/groups/group-schemas'
import type { ReportOutcome, ViolationKind } from '@desk/shared/groups/group-states'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { type GroupId, type Id, sameUserid } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import { TooManyError } from '../../../kernel/app-error.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { createIncident } from '../../incidents/reporting/create-incident.ts'
import { isOn, loadHandlingPeople } from '../../incidents/model/handling-people.ts'
import { holdersFor, requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import { changeGroup, commandGroup, type GroupContext, saveChange } from '../registry/change-group.ts'
import { leaderOf } from '../model/responsible-people.ts'
import { answerReport, countReportsSince, insertReport } from '../model/report-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

const DAILY_REPORTS = 10

/**
 * Reports a violation to the owner or the management department. The recipients never learn who reported it. Where
 * incidents are handled, a report to the management department is one: only its handler can read the name, and the
 * group's leaders are left out.
 */
export async function reportViolation(
  deps: GroupDeps,
  caller: MemberActor,
  { id, to, what }: ViolationBody & { id: GroupId },
): Promise<{ ok: true }> {
  await commandGroup(deps, caller, { id, command: 'report', version: null }, async (context) => {
    const { tx, group, actor, now } = context
    const since = new Date(now.getTime() - DAY_MS)
    if ((await countReportsSince(tx, actor.userid, since)) >= DAILY_REPORTS)
      throw new TooManyError('Too many reports today')
    const reportId = deps.ids.next('groupReport')
    // A leader's report to themselves goes to the management department.
    const recipient = to === 'owner' && sameUserid(actor.userid, leaderOf(group) ?? '') ? 'ops' : to
    if (recipient === 'ops' && isOn(await loadHandlingPeople({ ...deps, db: tx }, []))) {
      await reportAsIncident(deps, context, what)
      await saveChange(context, { isAnonymous: true, details: { what, recipient } })
      return
    }
    await insertReport(tx, { id: reportId, groupId: id, reporterId: actor.userid, recipient, what, at: now })
    // The audit names the report only. Its reporter is in the report's own row, which is erased in time.
    const details = { report: reportId, what, recipient }
    const { name } = await saveChange(context, { isAnonymous: true, details })
    // The person in charge of the group is notified with its other open tasks.
    if (recipient !== 'ops') return
    for (const { userid } of (await holdersFor({ ...deps, db: tx }, [])).ops)
      await enqueueGroupNotice(deps, tx, {
        event: 'group.reported',
        text: 'group.reported',
        groupId: id,
        userid,
        values: { name },
        again: reportId,
      })
  })
  return { ok: true }
}

const kindOf = {
  rumour: 'rumour',
  uncivil: 'rumour',
  secret: 'leak',
  off_topic: 'other',
  advertising: 'other',
} as const

async function reportAsIncident(
  deps: GroupDeps,
  { tx, group, actor }: GroupContext,
  what: ViolationKind,
): Promise<void> {
  const { path: departmentPath } = await requirePersonWithPath(tx, actor.userid)
  const sender = {
    isUnnamed: false,
    reporterId: actor.userid,
    idempotencyKey: deps.ids.next('groupReport'),
    receiptHash: null,
  } as const
  const body = { kind: kindOf[what], recipient: 'management', text: '', involved: [], groupId: group.id } as const
  await createIncident(deps, tx, {
    sender,
    body: { ...body, involved: [] },
    bodyHash: '',
    departmentPath,
    picture: null,
  })
}

/**
 * Stores the outcome of a report and notifies its reporter, whom the actor never learns.
 *
 * @throws GroupRefusedError `changed_meanwhile` when it was answered already
 */
export const handleReport = (
  deps: GroupDeps,
  caller: MemberActor,
  { id, reportId, outcome }: { id: GroupId; reportId: Id<'groupReport'>; outcome: ReportOutcome },
): Promise<GroupView> =>
  changeGroup(deps, caller, { id, command: 'handle', version: null }, async (context) => {
    const { tx, actor, facts, now } = context
    const recipients = reportsFor(actor, facts)
    const answer = { id: reportId, groupId: id, recipients, outcome, by: actor.userid, at: now }
    const reporter = await answerReport(tx, answer)
    if (reporter === null) throw new GroupRefusedError('changed_meanwhile')
    const { name } = await saveChange(context, { details: { report: reportId, outcome } })
    if (sameUserid(reporter, actor.userid)) return
    await enqueueGroupNotice(deps, tx, {
      event: 'group.handled',
      text: `group.handled_${outcome}`,
      groupId: id,
      userid: reporter,
      values: { name },
      again: reportId,
    })
  })
