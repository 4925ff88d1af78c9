import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import {
  allowedCaseActions,
  isReporterKnown,
  locksAtOnce,
  type LostFacts,
  mayActOnCase,
  REVIEW_MS,
} from '@desk/shared/lost-device/lost-device-rules'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { isOverPhase } from '@desk/shared/lost-device/lost-device'
import type { Database } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { outboxPause } from '../../../outbox/outbox-pause.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { adminPhones } from './admin-phones.ts'
import { type CaseRow, listCaseEvents } from './case-queries.ts'
import { currentOnCallPhones } from './on-call-roster.ts'
import { factsOf, lacksSecondPerson, nextPeople } from './case-approvers.ts'
import { membersWithDepartment } from './member-views.ts'

const isReporter = (userid: string, facts: LostFacts) =>
  sameUserid(userid, facts.reporterId) || sameUserid(userid, facts.secondReporterId ?? '')

/** Returns whether the actor is a reporter, the subject, or responsible for the subject. */
export const mayViewCase = (actor: MemberActor, facts: LostFacts): boolean =>
  mayActOnCase(actor, 'read', facts) || isReporter(actor.userid, facts) || sameUserid(actor.userid, facts.subjectId)

export const toCaseView = (deps: DayDeps, db: Database, actor: MemberActor, row: CaseRow): Promise<LostCase> =>
  viewFor(deps, db, row, { userid: actor.userid, actor })

/** Returns the case as a case-view token shows it: the holder's view without actions. */
export const toTokenView = (deps: DayDeps, db: Database, userid: string, row: CaseRow): Promise<LostCase> =>
  viewFor(deps, db, row, { userid, actor: null })

type Viewer = { userid: string; actor: MemberActor | null }

async function viewFor(deps: DayDeps, db: Database, row: CaseRow, { userid, actor }: Viewer): Promise<LostCase> {
  const facts = await factsOf({ ...deps, db }, row)
  const isMine = sameUserid(userid, row.subjectId)
  const isResponsible = actor !== null && mayActOnCase(actor, 'read', facts)
  const mayLockAtOnce = sameUserid(userid, row.reporterId) && locksAtOnce(row.reporterKind)
  const isLimited = !isResponsible && !mayLockAtOnce && !isMine
  const people = await membersWithDepartment(db, [row.subjectId, row.reporterId])
  const names = await memberNames(db, [...row.called, ...(row.attestedBy === null ? [] : [row.attestedBy])])
  const isPaused = row.phase === 'locking' && (await readSetting(db, outboxPause)).value
  const txDeps = { ...deps, db }
  return {
    id: row.id,
    no: row.no,
    version: row.version,
    phase: row.phase,
    isPlanned: row.why === 'planned',
    isLimited,
    isMine,
    hasSession: actor !== null,
    // Without the directory's spelling, which would reveal that the person exists.
    subject: isLimited
      ? { userid: row.subjectId.toLowerCase(), name: row.label, department: [] }
      : people(row.subjectId),
    reporter: {
      kind: row.reporterKind,
      // The subject sees the reporter's name when the case is over, not while the phone may be in other hands.
      name: isLimited || (isMine && !knowsReporter(row, userid)) ? null : people(row.reporterId).name,
    },
    why: row.why,
    // A second reporter does not read the note of the first.
    note: isLimited && !sameUserid(userid, row.reporterId) ? '' : row.note,
    lastSeenAt: row.isLastSeenStated ? row.lastSeenAt.toISOString() : null,
    // A contested report would reveal that the person exists.
    at: { ...timesOf(row), ...(isLimited ? { contested: null } : {}) },
    proof: row.proof,
    attempts: row.attempts,
    trouble: isPaused ? 'paused' : row.trouble,
    isManual: row.phase === 'lock_failed',
    attestedBy: row.attestedBy === null || isLimited ? null : names(row.attestedBy),
    onCall: await currentOnCallPhones(txDeps, row.subjectId, userid),
    admins: isOverPhase(row.phase) ? [] : await adminPhones(txDeps, row, isLimited ? userid : row.subjectId, userid),
    called: isLimited || isMine ? [] : row.called.map(names),
    next: isResponsible ? await nextActorRefs(txDeps, row) : [],
    lacksSecond: isResponsible && (await lacksSecondPerson(txDeps, row)),
    exposure: exposureFor(row, isResponsible || (isMine && mayLockAtOnce)),
    devices: isLimited ? null : row.devices,
    mailbox: isLimited ? null : row.mailbox,
    aftercare: row.aftercare,
    isFalse: row.isFalse,
    timeline: isResponsible ? await timelineOf(db, row) : [],
    allowed: actor === null ? [] : allowedCaseActions(actor, row.phase, facts),
  }
}

const knowsReporter = (row: CaseRow, userid: string) => sameUserid(row.reporterId, userid) || isReporterKnown(row)

function timesOf(row: CaseRow): LostCase['at'] {
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    reported: row.reportedAt.toISOString(),
    reviewUntil: row.phase === 'urgent_review' ? new Date(row.reportedAt.getTime() + REVIEW_MS).toISOString() : null,
    ordered: iso(row.orderedAt),
    sent: iso(row.sentAt),
    confirmed: iso(row.confirmedAt),
    contested: iso(row.contestedAt),
    recovery: iso(row.recoveryAt),
    identity: iso(row.identityAt),
    doubted: iso(row.doubtedAt),
    reopened: iso(row.reopenedAt),
    unlockSent: iso(row.unlockSentAt),
    unlocked: iso(row.unlockedAt),
    ended: iso(row.endedAt),
  }
}

/** Removes the IP addresses of sign-ins for viewers who do not assess them. */
function exposureFor({ exposure }: CaseRow, isFull: boolean): LostCase['exposure'] {
  if (exposure === null || isFull) return exposure
  return { ...exposure, items: exposure.items.map((item) => ({ ...item, ip: '' })) }
}

async function nextActorRefs(deps: DayDeps & { db: Database }, row: CaseRow) {
  const next = await nextPeople(deps, row)
  const names = await memberNames(deps.db, next)
  return next.map(names)
}

async function timelineOf(db: Database, row: CaseRow): Promise<LostCase['timeline']> {
  const events = await listCaseEvents(db, row.id)
  const names = await memberNames(
    db,
    events.flatMap(({ actorId, details: { asked = [] } }) => [...(actorId === null ? [] : [actorId]), ...asked]),
  )
  return events.map(({ id, at, type, actorId, details }) => ({
    id,
    at: at.toISOString(),
    type,
    actor: actorId === null ? null : names(actorId),
    cause: details.cause ?? null,
    note: details.note ?? null,
    people: (details.asked ?? []).map(names),
  }))
}
