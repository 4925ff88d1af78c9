import { DAY_MS } from '@desk/shared/kernel/durations'
import { actorAndUnlimitedDelegators, type MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { REPORTS_PER_DAY } from '@desk/shared/lost-device/lost-device-rules'
import type { LostBoard, LostCase, LostForm } from '@desk/shared/lost-device/lost-device-schemas'
import { RequestNotFoundError } from '../../../kernel/app-error.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { findCard } from '../../notifications/card-queries.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { findCase, findCaseByNo, findOpenCaseOf, listBoardCases, listReportsOf } from '../cases/case-queries.ts'
import { mayViewCase, toCaseView, toTokenView } from '../cases/case-view.ts'
import { currentOnCallPhones, readRoster } from '../cases/on-call-roster.ts'
import { listGuardians } from '../cases/guardian-queries.ts'
import { factsOf, nextPeople } from '../cases/case-approvers.ts'
import { membersWithDepartment } from '../cases/member-views.ts'
import { findPresentMembers } from '../cases/people-queries.ts'
import { countReportsSince } from '../cases/report-queries.ts'
import { findCaseViewTokenHolder } from '../cases/case-view-token-queries.ts'

/** Maximum number of own reports that the form lists. */
const SHOWN_MAX = 5

/** A signed-in person, or the holder of the case-view token of this case. */
export type CaseViewer = { actor: MemberActor | null; token: string | null }

/**
 * Returns a case to people who may view it, and to the holder of its token. @throws RequestNotFoundError for everybody
 * else
 */
export async function getCase(deps: ReadDeps, { actor, token }: CaseViewer, id: RequestId): Promise<LostCase> {
  const row = await findCase(deps.db, id)
  if (!row) throw new RequestNotFoundError()
  if (actor && mayViewCase(actor, await factsOf(deps, row))) return toCaseView(deps, deps.db, actor, row)
  const holder = token === null ? null : await findCaseViewTokenHolder(deps.db, token, id, deps.clock.now())
  if (holder === null) throw new RequestNotFoundError()
  return toTokenView(deps, deps.db, holder, row)
}

/** Resolves a request number, or a card of this person, to a case; null when there is none that they may view. */
export async function resolveCase(
  deps: ReadDeps,
  actor: MemberActor,
  by: { no: string } | { taskId: string },
): Promise<RequestId | null> {
  const card = 'taskId' in by ? await findCard(deps.db, by.taskId) : null
  if (card && !sameUserid(card.userid, actor.userid)) return null
  const row = 'no' in by ? await findCaseByNo(deps.db, by.no) : card && (await findCase(deps.db, card.requestId))
  return row && mayViewCase(actor, await factsOf(deps, row)) ? row.id : null
}

/** Returns the initial data of the report form. */
export async function getLostForm(deps: ReadDeps, actor: MemberActor): Promise<LostForm> {
  const { db } = deps
  const accepted = (await listGuardians(db, actor.userid)).filter(
    ({ guardianId, state }) => state === 'accepted' && sameUserid(guardianId, actor.userid),
  )
  const present = await findPresentMembers(
    db,
    accepted.map(({ wardId }) => wardId),
  )
  const wards = accepted.filter(({ wardId }) => present.has(wardId.toLowerCase()))
  const people = await membersWithDepartment(db, [actor.userid, ...wards.map(({ wardId }) => wardId)])
  const since = new Date(deps.clock.now().getTime() - DAY_MS)
  const reportCount = await countReportsSince(db, actor.userid, since)
  const ownReports = await listReportsOf(db, actor.userid, SHOWN_MAX)
  const about = await findOpenCaseOf(db, actor.userid)
  const shown = about && !ownReports.some(({ id }) => id === about.id) ? [about, ...ownReports] : ownReports
  return {
    me: people(actor.userid),
    wards: wards.map(({ wardId }) => people(wardId)),
    mine: shown.map(({ id, label, phase, proof, reportedAt }) => ({
      id,
      label,
      phase,
      proof,
      reportedAt: reportedAt.toISOString(),
    })),
    reportsLeft: holdsRole(actor, 'ops') ? REPORTS_PER_DAY : Math.max(0, REPORTS_PER_DAY - reportCount),
    onCall: await currentOnCallPhones(deps),
  }
}

/**
 * Returns the most urgent open cases of the people the actor is responsible for, with who acts next in each, and the number of
 * all their open cases.
 */
export async function getLostBoard(deps: ReadDeps, actor: MemberActor): Promise<LostBoard> {
  const { rows } = await readRoster(deps.db)
  const seesAll =
    holdsRole(actor, 'hr') ||
    actor.roles.includes('auditor') ||
    rows.some(({ userid }) => sameUserid(userid, actor.userid))
  const admins = actorAndUnlimitedDelegators(actor).map(({ userid, adminOf }) => ({
    adminOf,
    // A delegate gets no rights in a case about their delegator, who has none in it.
    except: sameUserid(userid, actor.userid) ? null : userid,
  }))
  const { open, total } = await listBoardCases(deps.db, seesAll ? null : admins)
  const people = await membersWithDepartment(
    deps.db,
    open.map(({ subjectId }) => subjectId),
  )
  const next = await Promise.all(open.map((row) => nextPeople(deps, row)))
  const names = await memberNames(deps.db, next.flat())
  return {
    items: open.map((row, index) => ({
      id: row.id,
      no: row.no,
      subject: people(row.subjectId),
      phase: row.phase,
      proof: row.proof,
      reporterKind: row.reporterKind,
      reportedAt: row.reportedAt.toISOString(),
      confirmedAt: row.confirmedAt?.toISOString() ?? null,
      trouble: row.trouble,
      contestedAt: row.contestedAt?.toISOString() ?? null,
      next: (next[index] ?? []).map(names),
    })),
    total,
  }
}
