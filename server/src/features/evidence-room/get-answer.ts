import type { RoomAnswer } from '@desk/shared/evidence-room/room-schemas'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { lastInstantOf } from '@desk/shared/kernel/working-calendar'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { findMemberRow, type MemberRow } from '../../access/actor-queries.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { dayCommitment } from '../policies/completeness/committed-day.ts'
import { PolicyNotFoundError } from '../policies/document/policy-errors.ts'
import { findPublishedPolicy } from '../policies/document/policy-queries.ts'
import { titleOf } from '../policies/document/policy-title.ts'
import { recordEvents } from '../policies/records/record-events.ts'
import { WHOLE_COMPANY, readTotals } from '../policies/roster/count-queries.ts'
import { toCounts, toStoredCounts } from '../policies/roster/counts.ts'
import { listPathNames } from '../policies/roster/department-path-queries.ts'
import { refreshBeforeRead } from '../policies/roster/jobs/refresh-counters.ts'
import { findSnapshot } from '../policies/roster/snapshot-queries.ts'
import { signatureOf } from './answer-signature.ts'
import { answerText } from './answer-text.ts'
import { listBoundPeople, momentOf, type PolicyMoment } from './policy-moment.ts'
import { isInScope, type RoomAccess, wasActive } from './room-access.ts'
import { listPublished } from './link-queries.ts'
import { listSignedPolicies } from './room-queries.ts'
import { ROOT_DEPARTMENT } from '../../directory/root-department.ts'

type Question = { userid: string; policyId: PolicyId; day: CalendarDay; language: PolicyLanguage }

/**
 * Returns the answer about a person and a policy, as of the end of a day: the text, the signature, the state and what happened.
 *
 * @throws PolicyNotFoundError for a person or a policy that the visitor may not see. The holder of a link sees only people to whom
 * a policy of the link applies
 */
export async function getAnswer(
  deps: ReadDeps,
  access: RoomAccess,
  { userid, policyId, day, language }: Question,
): Promise<RoomAnswer> {
  const member = await findMemberRow(deps.db, userid)
  const current = await findPublishedPolicy(deps.db, policyId)
  if (!member || !current || !isInScope(access, policyId)) throw new PolicyNotFoundError()
  const applicable = await listApplicablePolicies(deps, access, { userid: member.userid, day })
  const applicablePolicy = applicable.find(({ id }) => id === policyId)
  if (!applicablePolicy) throw new PolicyNotFoundError()
  const moment = await momentOf(deps, current, day)
  const asOf = moment?.asOf ?? lastInstantOf(deps.site.timeZone, day)
  const row = moment && (await listBoundPeople(moment, [member.userid])).get(member.userid.toLowerCase())
  const signature = await signatureOf(deps, moment ?? { policy: current, asOf }, member.userid)
  const shownLanguage = signature?.isOfText ? signature.language : language
  return {
    person: { ...(await toPerson(deps, access, member)), isActive: wasActive(access, member) },
    policy: moment ? { id: policyId, ...titleOf(moment.policy) } : applicablePolicy,
    policies: applicable,
    day: moment?.day ?? day,
    isToday: moment?.isToday ?? false,
    asOf: asOf.toISOString(),
    text: moment && (await answerText(deps, moment, { language: shownLanguage, access })),
    state: row && !row.isErased ? row.state : null,
    isErased: row?.isErased ?? false,
    dueAt: row && !row.isErased ? row.dueAt.toISOString() : null,
    signature,
    events: await listEventsUntil(deps, policyId, member.userid, asOf),
    counts: moment?.isInForce ? await readCounts(deps, moment) : null,
    commitment: moment?.isInForce && !moment.isToday ? await dayCommitment(deps, moment.policy, moment.day) : null,
  }
}

/** Returns the person. Department and position have no history, so a link to past days does not show them. */
async function toPerson(
  deps: ReadDeps,
  { lastDay }: RoomAccess,
  { userid, name, mainDepartmentId, position }: MemberRow,
) {
  if (lastDay !== null) return { userid, name, department: [], position: '' }
  const department = mainDepartmentId ?? ROOT_DEPARTMENT
  return { userid, name, department: (await listPathNames(deps.db, [department])).get(department) ?? [], position }
}

/**
 * Lists the policies that apply to the person, among those that the visitor may see: policies that bound the person on `day` or
 * on the last day that the visitor may see, and policies that they signed. A visitor with a role gets every policy.
 */
async function listApplicablePolicies(
  deps: ReadDeps,
  access: RoomAccess,
  { userid, day }: Pick<Question, 'userid' | 'day'>,
): Promise<RoomAnswer['policies']> {
  const policies = await listPublished(deps.db, access.policies, access.lastDay === null ? null : access.until)
  if (!access.link) return policies
  const signed = await listSignedPolicies(deps.db, [userid], access.until)
  const key = userid.toLowerCase()
  const applicable = []
  for (const policy of policies) {
    const current = await findPublishedPolicy(deps.db, policy.id)
    const isBound = async (onDay: CalendarDay) => {
      const moment = current && (await momentOf(deps, current, onDay))
      return moment !== null && (await listBoundPeople(moment, [userid])).has(key)
    }
    if (signed.has(`${key} ${policy.id}`) || (await isBound(day)) || (await isBound(access.toDay)))
      applicable.push(policy)
  }
  return applicable
}

/** Lists what happened up to an instant; a receipt that came later is not named. */
async function listEventsUntil(
  deps: ReadDeps,
  id: PolicyId,
  userid: string,
  asOf: Date,
): Promise<RoomAnswer['events']> {
  const until = asOf.toISOString()
  const events = (await recordEvents(deps, id, { userid, isFull: true })).filter(({ at }) => at <= until)
  const receipts = new Set(events.map(({ signature }) => signature?.receipt))
  return events.map((event) =>
    event.signature && !receipts.has(event.signature.replacedBy ?? undefined)
      ? { ...event, signature: { ...event.signature, replacedBy: null } }
      : event,
  )
}

async function readCounts(deps: ReadDeps, { policy, day, isToday }: PolicyMoment): Promise<RoomAnswer['counts']> {
  if (!isToday) return toStoredCounts((await findSnapshot(deps.db, policy.id, WHOLE_COMPANY, day))?.counts ?? {})
  await refreshBeforeRead(deps)
  const totals = await readTotals(deps.db, policy.id, [WHOLE_COMPANY])
  return toCounts(totals.get(WHOLE_COMPANY) ?? {}, policy, deps)
}
