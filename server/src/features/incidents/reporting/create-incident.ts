import type { ViolationKind } from '@desk/shared/groups/group-states'
import type { IncidentBody } from '@desk/shared/incidents/incident-schemas'
import { startAcknowledging } from '@desk/shared/incidents/incident-clock'
import { UNNAMED_PER_HOUR } from '@desk/shared/incidents/incident-states'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { GroupId, IncidentId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { findGroupRow } from '../../groups/model/group-queries.ts'
import { leadersOf } from '../../groups/model/responsible-people.ts'
import type { IncidentStepDeps } from '../incident-deps.ts'
import { IncidentsOffError, NoHandlerError, ReadersChangedError } from '../incident-errors.ts'
import { isOn, loadHandlingPeople } from '../model/handling-people.ts'
import { notifyOfFlood } from '../model/incident-notices.ts'
import { countUnnamedSince, insertIncident, insertPicture } from '../model/incident-queries.ts'
import { recordStep, REPORTER } from '../model/record-step.ts'
import { assignReaders, excludedFrom, readersOf } from '../model/route-incident.ts'

type Sender =
  | { isUnnamed: false; reporterId: string; idempotencyKey: string; receiptHash: null }
  | { isUnnamed: true; reporterId: null; idempotencyKey: null; receiptHash: string }

type Report = {
  sender: Sender
  body: Pick<IncidentBody, 'kind' | 'recipient' | 'text' | 'involved' | 'groupId' | 'readers'>
  /** The violation that was chosen on a group's page; such a report has no text. */
  violation?: ViolationKind
  bodyHash: string
  departmentPath: readonly number[]
  picture: Uint8Array | null
}

/**
 * Stores a report with its picture and routes it, in one transaction. Returns null when a report with its key or receipt is
 * stored already.
 *
 * @throws IncidentsOffError when no reports are taken
 * @throws NoHandlerError when it is about everybody who could read it
 * @throws ReadersChangedError when other people would read it than the form showed
 */
export async function createIncident(
  deps: IncidentStepDeps,
  tx: Tx,
  { sender, body, violation, bodyHash, departmentPath, picture }: Report,
): Promise<IncidentId | null> {
  const people = await loadHandlingPeople({ ...deps, db: tx }, departmentPath)
  if (!isOn(people)) throw new IncidentsOffError()
  const involved = await involvedIn(tx, body)
  const { recipient } = body
  const excluded = excludedFrom({ involved, reporterId: sender.reporterId })
  const readers = readersOf(people, { recipient, excluded })
  if (readers === null) throw new NoHandlerError()
  if (body.readers && !isSame(body.readers, readers.userids)) throw new ReadersChangedError()
  const at = deps.clock.now()
  const isHeld = sender.isUnnamed && (await isFlooded(tx, at))
  const id = deps.ids.next('incident')
  const isInserted = await insertIncident(tx, {
    ...sender,
    id,
    no: deps.ids.readableCode(),
    kind: body.kind,
    state: isHeld ? 'submitted' : 'routed',
    severity: 'normal',
    recipient,
    bodyHash,
    departmentPath: [...departmentPath],
    groupId: body.groupId ?? null,
    text: body.text,
    involved,
    at,
    ...startAcknowledging(await loadCalendar({ ...deps, db: tx }), at, 'normal'),
    isRestricted: false,
    outcomeText: '',
    version: 1,
  })
  if (!isInserted) return null
  if (picture) await insertPicture(tx, { id: deps.ids.next('incidentPicture'), incidentId: id, bytes: picture })
  const detail = { kind: body.kind, ...(violation && { what: violation }) }
  await recordStep(deps, tx, id, { type: 'submitted', actor: REPORTER, detail })
  if (isHeld) {
    await recordStep(deps, tx, id, { type: 'quarantined', actor: REPORTER })
    await notifyOfFlood(deps, tx, readers.userids, at.toISOString().slice(0, 13))
  }
  await assignReaders(deps, tx, { id }, { readers, type: 'routed', actor: REPORTER, isSilent: isHeld })
  return id
}

/** Returns whether both lists name the same people. */
function isSame(shown: readonly string[], found: readonly string[]): boolean {
  const listOf = (userids: readonly string[]) =>
    [...new Set(userids.map((userid) => userid.toLowerCase()))].sort().join()
  return listOf(shown) === listOf(found)
}

/** Returns whom the report is about, with the leaders of the group: a report about a group does not go to them. */
async function involvedIn(tx: Tx, { involved, groupId }: Report['body']): Promise<string[]> {
  const leaders = groupId === undefined ? [] : await leadersOfGroup(tx, groupId)
  return [...new Set([...involved, ...leaders].map((userid) => userid.toLowerCase()))]
}

async function leadersOfGroup(tx: Tx, groupId: GroupId): Promise<string[]> {
  const group = await findGroupRow(tx, groupId)
  if (!group) throw new InvalidInputError('No such group', [{ path: 'groupId', code: 'incident.group' }])
  return leadersOf(group)
}

/**
 * Returns whether there were so many unnamed reports within an hour that this one waits in quarantine. No report is refused for
 * this reason, and counting locks nothing.
 */
async function isFlooded(tx: Tx, at: Date): Promise<boolean> {
  return (await countUnnamedSince(tx, new Date(at.getTime() - HOUR_MS))) >= UNNAMED_PER_HOUR
}
