import type { MemberActor } from '@desk/shared/identity/actor'
import { can } from '@desk/shared/identity/permissions'
import { sameUserid } from '@desk/shared/kernel/ids'
import { requestKinds } from '@desk/shared/requests/kinds/index'
import { commandsFor, type HumanCommand, humanCommands, isUndoable } from '@desk/shared/requests/request-flow'
import { maskChanges } from '@desk/shared/requests/mask-changes'
import type { RequestSummary, RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Database } from '../../db/database.ts'
import { departmentNames, pathNames } from '../../kernel/department-names.ts'
import type { EngineDeps } from './engine-deps.ts'
import { listClaims } from './claim-queries.ts'
import { deciderRef } from './decider-ref.ts'
import { countWaiting, nextWaiting } from './inbox-queries.ts'
import { namesOf } from './people-queries.ts'
import { type EventRow, listEvents, type RequestRow } from './request-queries.ts'

type ViewDeps = Pick<EngineDeps, 'kinds' | 'clock'>

/** Rows of a list, each with the names it needs; as many queries for a page as for one row. */
export async function toSummaries(
  deps: ViewDeps,
  db: Database,
  actor: MemberActor,
  rows: readonly RequestRow[],
): Promise<RequestSummary[]> {
  const now = deps.clock.now()
  const ids = rows.map(({ id }) => id)
  const claims = await listClaims(db, ids, now)
  const people = await namesOf(db, [...rows.flatMap(peopleIn), ...claims.values()])
  const departments = await departmentNames(
    db,
    rows.flatMap(({ departmentPath }) => departmentPath),
  )
  return rows.map((row) => {
    const kind = deps.kinds[row.kind]
    const claim = claims.get(row.id)
    const isOpen = row.state === 'open'
    return {
      id: row.id,
      no: row.no,
      kind: row.kind,
      state: row.state,
      applicant: { ...people(row.applicantId), department: pathNames(row.departmentPath, departments) },
      changes: maskChanges(actor, row, kind.changes(row)),
      proof: kind.proof(row),
      deciders: isOpen ? openAsked(row).map((asked) => deciderRef(people, asked)) : [],
      decidedBy: row.decidedBy === null ? null : people(row.decidedBy),
      decidedFor: row.decidedFor === null ? null : people(row.decidedFor),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
      version: row.version,
      seenHash: row.seenHash,
      isRisky: kind.isRisky(row),
      step: row.step,
      phase: row.phase,
      waitingSince: isOpen ? (row.waitingSince ?? row.createdAt).toISOString() : null,
      dueAt: row.dueAt?.toISOString() ?? null,
      isOverdue: isOpen && row.dueAt !== null && row.dueAt <= now,
      claimedBy: claim !== undefined && isOpen && isAsked(row, claim) ? people(claim) : null,
      urge: {
        count: row.urgeCount,
        nextAt: row.urgeAgainAt !== null && row.urgeAgainAt > now ? row.urgeAgainAt.toISOString() : null,
      },
    }
  })
}

/** Whoever handed it over has it open no more. */
const isAsked = (row: RequestRow, person: string) => openAsked(row).some(({ userid }) => sameUserid(userid, person))

const openAsked = ({ asked }: RequestRow) => asked.filter(({ closedAt }) => closedAt === null)

const peopleIn = (row: RequestRow): string[] =>
  [
    row.applicantId,
    row.decidedBy,
    row.decidedFor,
    ...row.asked.flatMap(({ userid, onBehalfOf }) => [userid, onBehalfOf]),
  ].filter((userid) => userid !== null)

/** The whole request as this actor may see it; he must have been found allowed to read it. */
export async function toRequestView(
  deps: ViewDeps,
  db: Database,
  actor: MemberActor,
  row: RequestRow,
): Promise<RequestView> {
  const [summary] = await toSummaries(deps, db, actor, [row])
  if (!summary) throw new Error('One row makes one summary')
  const now = deps.clock.now()
  const allowed = allowedCommands(actor, row, now)
  const isAsked = allowed.includes('decide')
  const waiting = isDecider(actor) ? (await countWaiting(db, actor, now)).count - (isAsked ? 1 : 0) : null
  return {
    ...summary,
    followUp: deps.kinds[row.kind].followUp(row, actor, deps.clock.now()),
    clause: requestKinds[row.kind].clause,
    timeline: await toTimeline(db, await listEvents(db, row.id)),
    allowed,
    waitingForMe: waiting,
    nextForMe: waiting === null || waiting === 0 ? null : await nextWaiting(db, actor, row.id),
    undoUntil: isUndoable(row.undoUntil, now) ? (row.undoUntil?.toISOString() ?? null) : null,
    returned: await returnedOf(db, row),
  }
}

const isDecider = (actor: MemberActor) =>
  [actor, ...(actor.standsInFor ?? [])].some(({ adminOf, roles }) => adminOf.length > 0 || roles.includes('ops'))

/** Buttons: what the state accepts, the rule table grants, and the clock still allows. */
function allowedCommands(actor: MemberActor, row: RequestRow, now: Date): HumanCommand[] {
  const accepted = commandsFor(row.state)
  return humanCommands.filter(
    (command) =>
      accepted.includes(command) &&
      can(actor, `request.${command}`, row) &&
      (command !== 'return' || requestKinds[row.kind].isReturnable) &&
      (command !== 'undo' || isUndoable(row.undoUntil, now)),
  )
}

async function returnedOf(db: Database, { state, returned }: RequestRow): Promise<RequestView['returned']> {
  if (state !== 'returned' || returned === null) return null
  return { ...returned, by: (await namesOf(db, [returned.by]))(returned.by) }
}

async function toTimeline(db: Database, events: readonly EventRow[]): Promise<TimelineEntry[]> {
  const people = await namesOf(
    db,
    events.flatMap(({ actorId, details: { userid, onBehalfOf, asked = [], released = [] } }) =>
      [actorId, userid, onBehalfOf, ...asked, ...released].filter((one) => typeof one === 'string'),
    ),
  )
  return events.map(({ id, at, type, actorId, details }) => ({
    id,
    at: at.toISOString(),
    type,
    actor: actorId === null ? null : people(actorId),
    ...(details.userid === undefined ? {} : { about: people(details.userid) }),
    ...(details.onBehalfOf === undefined ? {} : { onBehalfOf: people(details.onBehalfOf) }),
    ...(details.asked === undefined ? {} : { asked: details.asked.map(people) }),
    ...(details.released === undefined ? {} : { released: details.released.map(people) }),
    details,
  }))
}
