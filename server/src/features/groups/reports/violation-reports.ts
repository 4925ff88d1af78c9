import type { MemberActor } from '@desk/shared/identity/actor'
import { reportsFor } from '@desk/shared/groups/group-flow'
import type { GroupView, ViolationBody } from '@desk/shared/groups/group-schemas'
import type { ReportOutcome } from '@desk/shared/groups/group-states'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { type GroupId, type Id, makeId, sameUserid } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import { KeyReusedError, TooManyError } from '../../../kernel/app-error.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { createIncident } from '../../incidents/reporting/create-incident.ts'
import { takesReports } from '../../incidents/model/handling-people.ts'
import { countAboutGroupsSince, findByKey } from '../../incidents/model/incident-queries.ts'
import { holdersFor, requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import { changeGroup, commandGroup, type GroupContext, saveChange } from '../registry/change-group.ts'
import { leaderOf } from '../model/responsible-people.ts'
import { answerReport, countReportsSince, findReport, insertReport } from '../model/report-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/** Maximum number of reports of one person about groups within 24 hours, whoever receives them. */
const DAILY_REPORTS_MAX = 10

type ViolationReport = ViolationBody & { id: GroupId; idempotencyKey?: string | undefined }

/**
 * Reports a violation to the owner or the management department, who never learn who reported it. Where incidents are handled,
 * a report to the management department becomes an incident instead: only its handler can read the name, and the group's leaders
 * are excluded. A report that is sent twice with the same key is stored once.
 *
 * @throws GroupRefusedError `changed_meanwhile` when a handler can see the name, but the page said that nobody can
 * @throws KeyReusedError when the key was sent with another report
 */
export async function reportViolation(
  deps: GroupDeps,
  caller: MemberActor,
  { id, to, what, seenBy, idempotencyKey }: ViolationReport,
): Promise<{ ok: true }> {
  await commandGroup(deps, caller, { id, command: 'report', version: null }, async (context) => {
    const { tx, group, actor, now } = context
    // A leader's report to themselves goes to the management department.
    const recipient = to === 'owner' && sameUserid(actor.userid, leaderOf(group) ?? '') ? 'ops' : to
    if (recipient === 'ops' && (await takesReports({ ...deps, db: tx }))) {
      // A client of an earlier release sends no key.
      await reportAsIncident(deps, context, { what, seenBy, key: idempotencyKey ?? deps.ids.next('groupReport') })
      return
    }
    const reportId = idempotencyKey === undefined ? deps.ids.next('groupReport') : idOfKey(actor, idempotencyKey)
    const earlier = await findReport(tx, reportId)
    if (earlier) {
      const isSame = earlier.groupId === id && earlier.recipient === recipient && earlier.what === what
      if (!isSame) throw new KeyReusedError()
      return
    }
    await enforceDailyLimit(context)
    const row = { id: reportId, groupId: id, reporterId: actor.userid, recipient, what, at: now }
    // A concurrent report about another group used the key.
    if (!(await insertReport(tx, row))) throw new KeyReusedError()
    // The audit names only the report. The reporter is in the row of the report, which is deleted after its retention.
    const details = { report: reportId, what, recipient }
    const { name } = await saveChange(context, { isAnonymous: true, details })
    // A report to the owner needs no notice here: `syncGroupCards` notifies the person in charge of the group.
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

/**
 * Returns the id of the report with this key. The keys of the app's pages have 128 random bits, so that the id in the audit
 * identifies nobody.
 */
const idOfKey = ({ userid }: MemberActor, key: string): Id<'groupReport'> =>
  makeId('groupReport', sha256(JSON.stringify([userid.toLowerCase(), key])).slice(0, 32))

/** Enforces the daily limit. @throws TooManyError after ten reports within 24 hours */
async function enforceDailyLimit({ tx, actor, now }: GroupContext): Promise<void> {
  const since = new Date(now.getTime() - DAY_MS)
  const { userid } = actor
  const count = (await countReportsSince(tx, userid, since)) + (await countAboutGroupsSince(tx, userid, since))
  if (count >= DAILY_REPORTS_MAX) throw new TooManyError('Too many reports today')
}

/** The kind of incident for each kind of violation. */
const incidentKinds = {
  rumour: 'rumour',
  uncivil: 'rumour',
  secret: 'leak',
  off_topic: 'other',
  advertising: 'other',
} as const

async function reportAsIncident(
  deps: GroupDeps,
  context: GroupContext,
  { what, seenBy, key: idempotencyKey }: Pick<ViolationBody, 'what' | 'seenBy'> & { key: string },
): Promise<void> {
  const { tx, group, actor } = context
  const bodyHash = sha256(JSON.stringify({ groupId: group.id, what }))
  const earlier = await findByKey(tx, actor.userid, idempotencyKey)
  if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
  if (earlier) return
  // The page was loaded before incidents were handled, and said that nobody can see the name.
  if (seenBy === 'nobody') throw new GroupRefusedError('changed_meanwhile')
  await enforceDailyLimit(context)
  const { path: departmentPath } = await requirePersonWithPath(tx, actor.userid)
  const sender = { isUnnamed: false, reporterId: actor.userid, idempotencyKey, receiptHash: null } as const
  const body = { kind: incidentKinds[what], recipient: 'management', text: '', groupId: group.id } as const
  const report = { sender, body: { ...body, involved: [] }, violation: what, bodyHash, departmentPath, picture: null }
  // A concurrent report about another group used the key.
  if ((await createIncident(deps, tx, report)) === null) throw new KeyReusedError()
  await saveChange(context, { isAnonymous: true, details: { what, recipient: 'ops' } })
}

/**
 * Stores the outcome of a report and notifies its reporter. The actor never learns who that is.
 *
 * @throws GroupRefusedError `changed_meanwhile` when the report has been answered already
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
