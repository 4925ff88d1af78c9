import type { IncidentRecipient } from '@desk/shared/incidents/incident-states'
import { type Readers, resolveReaders } from '@desk/shared/incidents/resolve-readers'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { IncidentStepDeps } from '../incident-deps.ts'
import { type HandlingPeople, loadHr } from './handling-people.ts'
import { type AssigneeRow, assign, type IncidentRow } from './incident-queries.ts'
import { notifyHandlers } from './incident-notices.ts'
import { recordStep } from './record-step.ts'

/** Returns who reads a report to this recipient, without the excluded people. Null: nobody is left. */
export const readersOf = (
  { handlers, admins, contact }: HandlingPeople,
  { recipient, excluded }: { recipient: IncidentRecipient; excluded: readonly string[] },
): Readers | null =>
  resolveReaders({
    recipient,
    admins,
    handlers,
    contact: contact?.isActive === true ? contact.userid : null,
    excluded: excluded.map((userid) => userid.toLowerCase()),
  })

/** Returns who never handles an incident: the people whom it is about, its reporter, and those who recused themselves. */
export const excludedFrom = (
  { involved, reporterId }: Pick<IncidentRow, 'involved' | 'reporterId'>,
  assignees: readonly AssigneeRow[] = [],
): string[] => [
  ...involved,
  ...(reporterId === null ? [] : [reporterId]),
  ...assignees.filter(({ endReason }) => endReason === 'recused').map(({ userid }) => userid),
]

/** Lists the people of HR to whom an incident may be handed. */
export async function listHrFor(
  deps: ReadDeps,
  { incident, assignees }: { incident: IncidentRow; assignees: readonly AssigneeRow[] },
): Promise<string[]> {
  const excluded = excludedFrom(incident, assignees)
  return (await loadHr(deps)).filter((userid) => !excluded.some((person) => sameUserid(person, userid)))
}

/** Assigns readers and notifies them, unless `isSilent`. `actor`: who caused it. Returns the id of the log entry. */
export async function assignReaders(
  deps: IncidentStepDeps,
  tx: Tx,
  incident: Pick<IncidentRow, 'id'>,
  {
    readers,
    type,
    actor,
    isSilent = false,
  }: {
    readers: Readers
    type: 'routed' | 'rerouted'
    actor: string
    isSilent?: boolean
  },
): Promise<string> {
  await assign(tx, incident.id, readers, deps.clock.now())
  const occasion = await recordStep(deps, tx, incident.id, { type, actor, detail: { to: readers.right } })
  if (!isSilent)
    await notifyHandlers(deps, tx, incident, { text: 'incident.routed', userids: readers.userids, occasion })
  return occasion
}
