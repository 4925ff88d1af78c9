import type { MemberActor } from '@desk/shared/identity/actor'
import { can } from '@desk/shared/identity/permissions'
import { requestKinds } from '@desk/shared/requests/kinds/index'
import { commandsFor, type HumanCommand, humanCommands } from '@desk/shared/requests/request-flow'
import { maskChanges } from '@desk/shared/requests/mask-changes'
import type { RequestSummary, RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Database } from '../../db/database.ts'
import { departmentNames, pathNames } from '../../kernel/department-names.ts'
import type { EngineDeps } from './engine-deps.ts'
import { namesOf } from './people-queries.ts'
import { countWaiting, type EventRow, listEvents, type RequestRow } from './request-queries.ts'

type ViewDeps = Pick<EngineDeps, 'kinds' | 'clock'>

/** Rows of a list, each with the names it needs; two queries for the whole page. */
export async function toSummaries(
  deps: Pick<EngineDeps, 'kinds'>,
  db: Database,
  rows: readonly RequestRow[],
): Promise<RequestSummary[]> {
  const people = await namesOf(
    db,
    rows.flatMap((row) => [row.applicantId, ...row.candidates, ...(row.decidedBy ? [row.decidedBy] : [])]),
  )
  const departments = await departmentNames(
    db,
    rows.flatMap(({ departmentPath }) => departmentPath),
  )
  return rows.map((row) => ({
    id: row.id,
    no: row.no,
    kind: row.kind,
    state: row.state,
    applicant: { ...people(row.applicantId), department: pathNames(row.departmentPath, departments) },
    changes: deps.kinds[row.kind].changes(row),
    proof: deps.kinds[row.kind].proof(row),
    deciders: row.state === 'open' ? row.candidates.map(people) : [],
    decidedBy: row.decidedBy === null ? null : people(row.decidedBy),
    createdAt: row.createdAt.toISOString(),
  }))
}

/** The whole request as this actor may see it; he must have been found allowed to read it. */
export async function toRequestView(
  deps: ViewDeps,
  db: Database,
  actor: MemberActor,
  row: RequestRow,
): Promise<RequestView> {
  const [summary] = await toSummaries(deps, db, [row])
  if (!summary) throw new Error('One row makes one summary')
  const events = await listEvents(db, row.id)
  const isDecider = actor.adminOf.length > 0 || actor.roles.includes('ops')
  const allowed = allowedCommands(actor, row)
  const waiting = isDecider ? (await countWaiting(db, actor)).count - (allowed.includes('decide') ? 1 : 0) : null
  return {
    ...summary,
    changes: maskChanges(actor, row, summary.changes),
    version: row.version,
    followUp: deps.kinds[row.kind].followUp(row, actor, deps.clock.now()),
    seenHash: row.seenHash,
    clause: requestKinds[row.kind].clause,
    timeline: await toTimeline(db, events),
    allowed,
    waitingForMe: waiting,
  }
}

/** Buttons: what the state accepts and the rule table grants. */
function allowedCommands(actor: MemberActor, row: RequestRow): HumanCommand[] {
  const accepted = commandsFor(row.state)
  return humanCommands.filter((command) => accepted.includes(command) && can(actor, `request.${command}`, row))
}

async function toTimeline(db: Database, events: readonly EventRow[]): Promise<TimelineEntry[]> {
  const people = await namesOf(
    db,
    events.flatMap(({ actorId, details }) => [actorId, details.userid].filter((userid) => typeof userid === 'string')),
  )
  return events.map(({ id, at, type, actorId, details }) => ({
    id,
    at: at.toISOString(),
    type,
    actor: actorId === null ? null : people(actorId),
    ...(details.userid === undefined ? {} : { about: people(details.userid) }),
    details,
  }))
}
