import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { IncidentSetting, IncidentSettingView } from '@desk/shared/incidents/incident-case-schemas'
import { escalationSteps } from '@desk/shared/incidents/incident-clock'
import type { RefusalView } from '@desk/shared/pages/page-schemas'
import { actorWithRole } from '../../access/current-actor.ts'
import { authorizeRole } from '../../access/authorize.ts'
import { findMemberRow, mayAct } from '../../access/actor-queries.ts'
import type { Database } from '../../db/database.ts'
import { memberNames } from '../../directory/member-names.ts'
import { InvalidInputError } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { changeSetting, readSetting } from '../../kernel/settings-queries.ts'
import { contactSetting, isIndependent, isOn, loadHandlingPeople } from './model/handling-people.ts'
import { listAssignees, listEscalated } from './model/incident-queries.ts'

/** Returns who handles incidents, the independent contact, and whether reports are taken. */
export async function getIncidentSetting(deps: ReadDeps, actor: MemberActor): Promise<IncidentSettingView> {
  authorizeRole(actor, 'ops')
  const { version } = await readSetting(deps.db, contactSetting)
  const people = await loadHandlingPeople(deps, [])
  const { contact, handlers } = people
  const mayChange = holdsRole(actor, 'ops_lead')
  const late = mayChange ? await countLate(deps.db, actor) : new Map<string, number>()
  // A contact who is not independent any more has to be replaced; until then they take over what is late.
  const isActive = contact !== null && contact.isActive && (await isIndependent(deps, contact.userid))
  const names = await memberNames(deps.db, [...handlers, ...(contact === null ? [] : [contact.userid]), ...late.keys()])
  return {
    contact: contact && { member: names(contact.userid), phone: contact.phone, isActive },
    handlers: handlers.map(names),
    isOn: isOn(people),
    version,
    late: [...late].map(([userid, count]) => ({ member: names(userid), count })),
    mayChange,
  }
}

/** Number of escalation steps after which the ops leads are notified. */
const LEADS_STEP = escalationSteps.indexOf('leads') + 1
/** Maximum number of escalated incidents that are counted. */
const LATE_MAX = 200

/**
 * Counts the incidents that `listEscalated` finds, by handler, or by reader while nobody handles them: enough to make sure that
 * somebody acts, without showing an incident.
 */
async function countLate(db: Database, { userid }: MemberActor): Promise<Map<string, number>> {
  const rows = await listEscalated(db, userid, LEADS_STEP, LATE_MAX)
  const assignees = await listAssignees(
    db,
    rows.map(({ id }) => id),
  )
  const counts = new Map<string, number>()
  for (const { id, handlerId } of rows) {
    const readers = assignees.filter(({ incidentId, endedAt }) => incidentId === id && endedAt === null)
    const holders = handlerId === null ? readers.map(({ userid: reader }) => reader) : [handlerId.toLowerCase()]
    for (const holder of new Set(holders)) counts.set(holder, (counts.get(holder) ?? 0) + 1)
  }
  return counts
}

/**
 * Adds the phone number of the independent contact to a refusal that says whom to call: a member who cannot sign in can report
 * by phone. Only the number is shown, not who the contact is.
 */
export async function withIncidentPhone({ db }: Pick<ReadDeps, 'db'>, refusal: RefusalView): Promise<RefusalView> {
  const { contact } = (await readSetting(db, contactSetting)).value
  const isShown = refusal.help !== undefined && contact !== null && (await mayAct(db, contact.userid))
  return isShown ? { ...refusal, incidentPhone: contact.phone } : refusal
}

type Change = { contact: NonNullable<IncidentSetting['contact']>; version: number }

/**
 * Sets the independent contact, as ops lead. The contact is neither an incident handler nor in the management department, so
 * that a report about either still reaches somebody.
 *
 * @throws InvalidInputError when the contact is unknown or not independent
 */
export async function setContact(
  deps: ReadDeps & Pick<Deps, 'ids'>,
  caller: MemberActor,
  { contact, version }: Change,
): Promise<IncidentSettingView> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const found = await findMemberRow(tx, contact.userid)
    if (!found || !(await mayAct(tx, contact.userid))) throw invalid('role.unknown_member')
    if (!(await isIndependent({ ...deps, db: tx }, contact.userid))) throw invalid('incident.not_independent')
    const value = { contact: { ...contact, userid: found.userid } }
    const actor = await actorWithRole(deps, tx, caller, 'ops_lead')
    await changeSetting(tx, contactSetting, { value, version, by: actor.userid, at })
    const entry = { at, actor: actor.userid, object: contactSetting.key, details: { userid: found.userid } }
    await recordAudit(tx, { ...entry, action: 'settings.change' })
  })
  return getIncidentSetting(deps, caller)
}

const invalid = (code: string) =>
  new InvalidInputError('The contact is unknown or not independent', [{ path: 'userid', code }])
