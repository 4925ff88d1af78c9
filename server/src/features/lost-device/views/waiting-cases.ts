import { actorAndUnlimitedDelegators, type MemberActor } from '@desk/shared/identity/actor'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { lockPhases, type LostPhase } from '@desk/shared/lost-device/lost-device'
import { administersSubject, DEPUTY_AFTER_MS, REVIEW_MS } from '@desk/shared/lost-device/lost-device-rules'
import { aftercareItemsOf } from '@desk/shared/lost-device/lost-device-schemas'
import type { HomeView, UrgentCase } from '@desk/shared/pages/page-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type CaseRow, listOpenCases } from '../cases/case-queries.ts'
import { approverOrder, callList, nextPeople } from '../cases/case-approvers.ts'

type Lost = HomeView['waiting']['lost']
type PendingAftercare = Lost['careLeft']

/** How long home shows that another person took over a case. */
const TAKEN_SHOWN_MS = 15 * MINUTE_MS
/** Phases in which WeCom showed the account as disabled, and not as enabled since. */
const lockedPhases: readonly LostPhase[] = ['locked', 'recovery', 'identity_ok', 'unlocking']
/** Escalation steps before the time to decide is over: those of the admins and of the deputies. */
const STEPS_IN_TIME = 2

/** Returns the cases in which this member acts next, the longest waiting first, and what is urgent among them. */
export async function summarizeWaitingCases(deps: ReadDeps, actor: MemberActor): Promise<Lost> {
  const open = await listOpenCases(deps.db, actor.userid)
  const actsNext = await Promise.all(open.map((row) => isNext(deps, actor, row)))
  const rows = open
    .filter((_, index) => actsNext[index])
    .sort((one, other) => waitsSince(one).getTime() - waitsSince(other).getTime())
  const [first] = rows
  return {
    count: rows.length,
    oldestAt: first ? waitsSince(first).toISOString() : null,
    first: first?.id ?? null,
    careLeft: first && rows.length === 1 ? pendingAftercareOf(first) : null,
    urgent: await Promise.all(rows.filter(isInReview).map((row) => toUrgent(deps, actor, row))),
    taken: await findTaken(deps, actor, open),
  }
}

/** Returns whether the actor acts next. Every member opens home, so one without responsibilities costs no further query. */
const isNext = async (deps: ReadDeps, actor: MemberActor, row: CaseRow): Promise<boolean> =>
  mayBeNext(actor, row) && (await nextPeople(deps, row)).some((userid) => sameUserid(userid, actor.userid))

const isInReview = ({ phase }: CaseRow) => phase === 'urgent_review'

/**
 * Describes a case for home, by the label that the reporter gave: only the case shows whether such an account exists. The actor
 * is not named as the person who is called next.
 */
async function toUrgent(deps: ReadDeps, actor: MemberActor, row: CaseRow): Promise<UrgentCase> {
  const isNew = (userid: string) => !row.called.some((other) => sameUserid(userid, other))
  const [, level = []] = await approverOrder(deps, row)
  const deputies = level.filter(isNew)
  const { order, leads } = await callList(deps, row)
  const next = [...order, ...leads].find((userid) => isNew(userid) && !deputies.includes(userid))
  const notified = row.escalationStep > STEPS_IN_TIME ? row.called.at(-1) : next
  const onCall = notified !== undefined && sameUserid(notified, actor.userid) ? undefined : notified
  const inMs = (ms: number) => new Date(row.reportedAt.getTime() + ms).toISOString()
  const nameOf = await memberNames(deps.db, [row.reporterId, ...deputies, ...(onCall === undefined ? [] : [onCall])])
  return {
    id: row.id,
    name: row.label,
    reporter: nameOf(row.reporterId).name,
    phone: (await findMemberRow(deps.db, row.reporterId))?.telephone ?? '',
    reportedAt: row.reportedAt.toISOString(),
    decideUntil: inMs(REVIEW_MS),
    deputies: deputies.map((userid) => nameOf(userid).name),
    deputiesAt: inMs(DEPUTY_AFTER_MS),
    onCall: onCall === undefined ? null : nameOf(onCall).name,
  }
}

/** Finds a colleague's report in this member's departments after which another person has just ordered the lock. */
async function findTaken(deps: ReadDeps, actor: MemberActor, open: readonly CaseRow[]): Promise<Lost['taken']> {
  const since = deps.clock.now().getTime() - TAKEN_SHOWN_MS
  const taken = open.filter(
    (row) =>
      row.reporterKind === 'colleague' &&
      lockPhases.some((lockPhase) => lockPhase === row.phase) &&
      (row.orderedAt?.getTime() ?? 0) > since &&
      row.orderedBy !== null &&
      !sameUserid(row.orderedBy, actor.userid) &&
      !sameUserid(row.reporterId, actor.userid) &&
      administersSubject(actor, row),
  )
  const row = taken.toSorted((one, other) => Number(one.orderedAt) - Number(other.orderedAt)).at(-1)
  if (!row?.orderedBy || !row.orderedAt) return null
  const { name } = (await memberNames(deps.db, [row.orderedBy]))(row.orderedBy)
  const isLocked = lockedPhases.includes(row.phase)
  return { id: row.id, name: row.label, by: name, at: row.orderedAt.toISOString(), isLocked }
}

function pendingAftercareOf({ phase, why, aftercare }: CaseRow): PendingAftercare {
  if (phase !== 'aftercare') return null
  const isPlanned = why === 'planned'
  return { count: aftercareItemsOf({ isPlanned }).filter((item) => !aftercare.includes(item)).length, isPlanned }
}

const mayBeNext = (actor: MemberActor, { phase }: CaseRow): boolean =>
  !['recovery', 'identity_ok', 'reopened'].includes(phase) ||
  actorAndUnlimitedDelegators(actor).some(({ adminOf, roles }) => adminOf.length > 0 || roles.length > 0)

function waitsSince({ phase, identityAt, recoveryAt, reopenedAt, reportedAt }: CaseRow): Date {
  if (phase === 'reopened') return reopenedAt ?? reportedAt
  if (phase === 'identity_ok') return identityAt ?? reportedAt
  return phase === 'recovery' ? (recoveryAt ?? reportedAt) : reportedAt
}
