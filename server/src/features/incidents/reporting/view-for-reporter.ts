import type { IncidentMessageView, ReportedIncident } from '@desk/shared/incidents/incident-schemas'
import { REOPEN_DAYS } from '@desk/shared/incidents/incident-states'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { IncidentId } from '@desk/shared/kernel/ids'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import { memberNames } from '../../../directory/member-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import {
  type AssigneeRow,
  findIncident,
  type IncidentRow,
  listAssignees,
  listEvents,
  listMessages,
} from '../model/incident-queries.ts'
import { reportedGroups } from '../model/reported-group-queries.ts'

/**
 * Returns who can read the incident now: everyone to whom it was routed, or, if it is restricted, its handler and the
 * independent contact.
 */
export function readersNow(
  { isRestricted, handlerId }: Pick<IncidentRow, 'isRestricted' | 'handlerId'>,
  assignees: readonly AssigneeRow[],
): string[] {
  const isNarrow = isRestricted && handlerId !== null
  const shown = assignees.filter(({ endedAt, right }) => endedAt === null && (!isNarrow || right === 'contact'))
  return distinct([...(isNarrow ? [handlerId] : []), ...shown.map(({ userid }) => userid)])
}

const distinct = (userids: readonly string[]) => [...new Set(userids.map((userid) => userid.toLowerCase()))]

/** Returns whether the reporter can still reopen the incident. */
export const mayReopen = ({ state, closedAt }: Pick<IncidentRow, 'state' | 'closedAt'>, now: Date): boolean =>
  state === 'closed' && closedAt !== null && now.getTime() - closedAt.getTime() < REOPEN_DAYS * DAY_MS

type Listed = Awaited<ReturnType<typeof listMessages>>[number]

export const messageView = (
  { id, channel, authorId, text, at, picture }: Listed,
  people: (userid: string) => MemberRef,
): IncidentMessageView => ({
  id,
  channel,
  from: authorId === null ? 'reporter' : 'handler',
  author: authorId === null ? null : people(authorId),
  text,
  at: at.toISOString(),
  picture,
})

/** Returns an incident as its reporter sees it: without the handlers' notes and without their log. */
export async function viewForReporter({ db, clock }: ReadDeps, id: IncidentId): Promise<ReportedIncident> {
  const row = await findIncident(db, id)
  if (!row) throw new NotFoundError()
  const assignees = await listAssignees(db, [id])
  const messages = await listMessages(db, id, ['reporter'])
  const steps = await listEvents(db, id, ['acknowledged', 'taken_over', 'closed', 'reopened', 'rerouted', 'restricted'])
  const readers = readersNow(row, assignees)
  const people = await memberNames(db, [
    ...readers,
    ...(row.handlerId === null ? [] : [row.handlerId]),
    ...messages.flatMap(({ authorId }) => authorId ?? []),
  ])
  return {
    id: row.isUnnamed ? null : row.id,
    no: row.no,
    kind: row.kind,
    state: row.state,
    recipient: row.recipient,
    isUnnamed: row.isUnnamed,
    text: row.text,
    group: (await reportedGroups(db, [row])).get(id) ?? null,
    at: row.at.toISOString(),
    readers: readers.map(people),
    handler: row.handlerId === null ? null : people(row.handlerId),
    messages: messages.map((message) => messageView(message, people)),
    steps: steps.map(({ at, type }) => ({ at: at.toISOString(), type })),
    outcome: outcomeOf(row),
    dueAt: dueOf(row),
    mayReopen: mayReopen(row, clock.now()),
  }
}

/**
 * Returns by when somebody has to acknowledge the incident or give an outcome. Null: it is closed, or waits for the reporter.
 */
export const dueOf = ({ state, pausedAt, dueAt }: Pick<IncidentRow, 'state' | 'pausedAt' | 'dueAt'>): string | null =>
  state === 'closed' || pausedAt !== null ? null : dueAt.toISOString()

export const outcomeOf = ({ outcome, outcomeText, closedAt }: IncidentRow) =>
  outcome === null || closedAt === null ? null : { result: outcome, text: outcomeText, at: closedAt.toISOString() }
