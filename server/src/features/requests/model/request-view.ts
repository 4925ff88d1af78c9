import { actorAndDelegators, type MemberActor } from '@desk/shared/identity/actor'
import { approvesRequests, can } from '@desk/shared/requests/permissions'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import { noRequestTypeViews } from '@desk/shared/requests/types/views'
import { commandsFor, type HumanCommand, humanCommands, isUndoable } from '@desk/shared/requests/model/request-flow'
import { maskChanges } from '@desk/shared/requests/mask-changes'
import type { RequestSummary, RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Database } from '../../../db/database.ts'
import { pathNames } from '../../../directory/department-names.ts'
import { type DisplayNames, loadDisplayNames } from '../../../directory/load-display-names.ts'
import type { DayDeps, Deps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from './request-type.ts'
import { type ContactDeps, loadContact } from '../approvers/approver-contact.ts'
import { approverRef } from '../approvers/resolve-approvers.ts'
import { countWaiting, nextWaiting } from './inbox-queries.ts'
import { findReason } from './request-reason.ts'
import { type EventRow, listEvents, requireRequest, type RequestRow } from './request-queries.ts'

type ViewDeps = DayDeps & RequestTypeDeps
type WholeViewDeps = ViewDeps & Pick<Deps, 'holidays'>

/** Names and time with which rows are shown. */
type RowContext = DisplayNames & {
  now: Date
  /** Whether the reader, as an approver, must open the request to decide it. */
  isRisky: (row: RequestRow) => boolean
}

async function loadRowContext(
  deps: ViewDeps,
  db: Database,
  actor: MemberActor,
  rows: readonly RequestRow[],
  others: readonly string[] = [],
): Promise<RowContext> {
  const now = deps.clock.now()
  if (rows.length === 0)
    return {
      people: (userid) => ({ userid, name: userid }),
      departments: new Map(),
      now,
      isRisky: () => false,
    }
  const userids = [...rows.flatMap(peopleIn), ...others]
  const names = await loadDisplayNames(
    db,
    userids,
    rows.flatMap(({ departmentPath }) => departmentPath),
  )
  return { ...names, now, isRisky: await loadRiskTest(deps, db, actor, rows) }
}

/** Reads the rules of the types of those requests that wait for this person; other readers need none. */
async function loadRiskTest(
  { kinds }: RequestTypeDeps,
  db: Database,
  actor: MemberActor,
  rows: readonly RequestRow[],
): Promise<RowContext['isRisky']> {
  const waiting = rows.filter((row) => row.state === 'open' && isOpenApprover(row, actor.userid))
  const tests: Partial<Record<RequestType, (row: RequestRow) => boolean>> = {}
  for (const kind of new Set(waiting.map((row) => row.kind))) tests[kind] = await kinds[kind].riskTest(db)
  return (row) => tests[row.kind]?.(row) ?? false
}

/** Returns list rows with their names, in as many queries for a page as for one row. `names`: those that are known already. */
export async function toSummaries(
  deps: ViewDeps,
  db: Database,
  actor: MemberActor,
  rows: readonly RequestRow[],
  names?: DisplayNames,
): Promise<RequestSummary[]> {
  const context = names
    ? { ...names, now: deps.clock.now(), isRisky: await loadRiskTest(deps, db, actor, rows) }
    : await loadRowContext(deps, db, actor, rows)
  return rows.map((row) => summaryOf(deps, actor, row, context))
}

function summaryOf(
  deps: ViewDeps,
  actor: MemberActor,
  row: RequestRow,
  { people, departments, now, isRisky }: RowContext,
): RequestSummary {
  const kind = deps.kinds[row.kind]
  const isOpen = row.state === 'open'
  // The claim of a former approver, as after a transfer, does not count.
  const claim = openApprovers(row).find(({ claimedUntil }) => claimedUntil !== null && claimedUntil > now)
  return {
    id: row.id,
    no: row.no,
    kind: row.kind,
    state: row.state,
    applicant: { ...people(row.applicantId), department: pathNames(row.departmentPath, departments) },
    ...(row.subjectId === null ? {} : { subject: people(row.subjectId) }),
    ...(kind.targetId ? { targetId: kind.targetId(row) } : {}),
    changes: maskChanges(actor, row, kind.changes(row)),
    proof: kind.verification(row),
    deciders: isOpen ? openApprovers(row).map((approver) => approverRef(people, approver)) : [],
    decidedBy: row.decidedBy === null ? null : people(row.decidedBy),
    decidedFor: row.decidedFor === null ? null : people(row.decidedFor),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
    seenHash: row.seenHash,
    isRisky: isRisky(row),
    step: row.step,
    phase: row.phase,
    waitingSince: isOpen ? (row.waitingSince ?? row.createdAt).toISOString() : null,
    dueAt: row.dueAt?.toISOString() ?? null,
    isOverdue: isOpen && row.dueAt !== null && row.dueAt <= now,
    claimedBy: claim && isOpen ? people(claim.userid) : null,
    urge: {
      count: row.reminderCount,
      nextAt: row.remindAgainAt !== null && row.remindAgainAt > now ? row.remindAgainAt.toISOString() : null,
    },
    returned: returnedOf(row, people),
  }
}

/** Returns whether this person is still an approver. */
const isOpenApprover = (row: RequestRow, person: string) =>
  openApprovers(row).some(({ userid }) => sameUserid(userid, person))

const openApprovers = ({ approvers }: RequestRow) => approvers.filter(({ closedAt }) => closedAt === null)

const peopleIn = (row: RequestRow): string[] =>
  [
    row.applicantId,
    row.subjectId,
    row.decidedBy,
    row.decidedFor,
    row.returned?.by ?? null,
    ...row.approvers.flatMap(({ userid, onBehalfOf }) => [userid, onBehalfOf]),
  ].filter((userid) => userid !== null)

/** Returns the whole request as this actor may see it. The caller has checked that they may read it. */
export async function toRequestView(
  deps: WholeViewDeps,
  db: Database,
  actor: MemberActor,
  row: RequestRow,
): Promise<RequestView> {
  const events = await listEvents(db, row.id)
  const context = await loadRowContext(deps, db, actor, [row], events.flatMap(peopleOf))
  const { now, people } = context
  const allowed = allowedCommands(actor, row, now)
  const mayDecide = allowed.includes('decide')
  const waiting = actorAndDelegators(actor).some(approvesRequests)
    ? (await countWaiting(db, actor, now)).count - (mayDecide ? 1 : 0)
    : null
  return {
    ...summaryOf(deps, actor, row, context),
    ...noRequestTypeViews,
    ...(await deps.kinds[row.kind].view?.({ ...deps, db }, row, actor)),
    clause: requestTypes[row.kind].policyClause,
    reason: await findReason(db, events),
    timeline: events.map((event) => timelineEntry(event, people)),
    allowed,
    waitingForMe: waiting,
    nextForMe: waiting === null || waiting === 0 ? null : await nextWaiting(db, actor, row.id),
    contact: await contactOf({ ...deps, db }, actor, row),
    undoUntil: isUndoable(row.undoUntil, now) ? (row.undoUntil?.toISOString() ?? null) : null,
  }
}

/** Returns how the first approver is reached, for the applicant while they wait. */
async function contactOf(deps: ContactDeps, { userid }: MemberActor, row: RequestRow): Promise<RequestView['contact']> {
  const [first] = row.state === 'open' && sameUserid(row.applicantId, userid) ? openApprovers(row) : []
  return first ? loadContact(deps, first.userid) : null
}

/** Returns the present view of a request, after a command. */
export const currentView = async (
  deps: WholeViewDeps & Pick<Deps, 'db'>,
  actor: MemberActor,
  id: RequestId,
): Promise<RequestView> => toRequestView(deps, deps.db, actor, await requireRequest(deps.db, id))

/** Returns the commands that the state accepts, the rule table permits, and the clock still allows. */
function allowedCommands(actor: MemberActor, row: RequestRow, now: Date): HumanCommand[] {
  const accepted = commandsFor(row.state)
  return humanCommands.filter(
    (command) =>
      accepted.includes(command) &&
      can(actor, `request.${command}`, row) &&
      (command !== 'return' || requestTypes[row.kind].isReturnable) &&
      (command !== 'undo' || isUndoable(row.undoUntil, now)),
  )
}

function returnedOf({ state, returned }: RequestRow, people: DisplayNames['people']): RequestSummary['returned'] {
  return state === 'returned' && returned !== null ? { ...returned, by: people(returned.by) } : null
}

/** Returns the people named in a row of the timeline. */
const peopleOf = ({ actorId, details: { userid, onBehalfOf, asked = [], released = [] } }: EventRow): string[] =>
  [actorId, userid, onBehalfOf, ...asked, ...released].filter((id) => typeof id === 'string')

const timelineEntry = (
  { id, at, type, actorId, details }: EventRow,
  people: DisplayNames['people'],
): TimelineEntry => ({
  id,
  at: at.toISOString(),
  type,
  actor: actorId === null ? null : people(actorId),
  ...(details.userid === undefined ? {} : { about: people(details.userid) }),
  ...(details.onBehalfOf === undefined ? {} : { onBehalfOf: people(details.onBehalfOf) }),
  ...(details.asked === undefined ? {} : { asked: details.asked.map(people) }),
  ...(details.released === undefined ? {} : { released: details.released.map(people) }),
  details,
})
