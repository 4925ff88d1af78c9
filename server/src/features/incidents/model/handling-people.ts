import type { MemberActor } from '@desk/shared/identity/actor'
import { incidentSetting, type IncidentSetting } from '@desk/shared/incidents/incident-case-schemas'
import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import { HANDLERS_MIN } from '@desk/shared/incidents/incident-states'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { GrantRole } from '@desk/shared/roles/role-names'
import { mayAct, rolesOf } from '../../../access/actor-queries.ts'
import type { Database } from '../../../db/database.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { defineSetting, readSetting } from '../../../kernel/settings-queries.ts'
import { type Holder, holdersFor } from '../../requests/approvers/people-queries.ts'

/** The independent contact: a member outside the chain of handlers, and a number that works without a sign-in. */
export const contactSetting = defineSetting<IncidentSetting>({
  key: 'incidents.contact',
  schema: incidentSetting,
  initial: { contact: null },
})

/** `isActive`: they can sign in. Otherwise reports are not taken until another contact is set. */
type Contact = { userid: string; phone: string; isActive: boolean }

/** Roles whose holders are not independent: the contact takes over what they leave undone, and what is about them. */
export const dependentRoles: readonly GrantRole[] = ['ops', 'ops_lead', 'incident_handler']

/** Everybody who may handle an incident of a department on this path. */
export type HandlingPeople = {
  handlers: string[]
  /** Department admins by level, the nearest first. */
  admins: string[][]
  contact: Contact | null
}

async function loadContact(deps: ReadDeps): Promise<Contact | null> {
  const { contact } = (await readSetting(deps.db, contactSetting)).value
  if (contact === null) return null
  return { ...contact, isActive: await mayAct(deps.db, contact.userid) }
}

/** Returns whether the person holds none of the `dependentRoles`. */
export async function isIndependent(deps: ReadDeps, userid: string): Promise<boolean> {
  const { roles } = await rolesOf(deps, userid)
  return !roles.some((role) => dependentRoles.includes(role))
}

/** Returns whether the person is the independent contact at present. */
export async function isIndependentContact(db: Database, userid: string): Promise<boolean> {
  const { contact } = (await readSetting(db, contactSetting)).value
  return contact !== null && sameUserid(contact.userid, userid)
}

/** Returns who may handle an incident of the department at the end of the path. */
export async function loadHandlingPeople(deps: ReadDeps, path: readonly number[]): Promise<HandlingPeople> {
  const { admins, managers } = await holdersFor(deps, path, ['incident_handler'])
  return {
    handlers: distinct(managers.map(({ userid }) => userid)),
    admins: levelsOf(admins, path),
    contact: await loadContact(deps),
  }
}

/** Returns the people of HR who can sign in. */
export async function loadHr(deps: ReadDeps): Promise<string[]> {
  return distinct((await holdersFor(deps, [], ['hr'])).managers.map(({ userid }) => userid))
}

const distinct = (userids: readonly string[]) => [...new Set(userids)]

const levelsOf = (admins: readonly Holder[], path: readonly number[]): string[][] =>
  [...path]
    .reverse()
    .map((department) =>
      distinct(admins.filter(({ departmentId }) => departmentId === department).map(({ userid }) => userid)),
    )
    .filter((level) => level.length > 0)

/**
 * Returns whether reports are taken: two handlers, and a contact who is independent of them. Otherwise a report could end
 * with the person it is about.
 */
export const isOn = ({ handlers, contact }: Pick<HandlingPeople, 'handlers' | 'contact'>): boolean =>
  handlers.length >= HANDLERS_MIN &&
  contact?.isActive === true &&
  !handlers.some((userid) => sameUserid(userid, contact.userid))

/** Returns whether reports are taken now. */
export async function takesReports(deps: ReadDeps): Promise<boolean> {
  const { contact } = (await readSetting(deps.db, contactSetting)).value
  return contact !== null && isOn(await loadHandlingPeople(deps, []))
}

/** Returns the actor as a viewer. @throws NotFoundError for members who can handle no incident */
export async function authorizeHandling(db: Database, actor: MemberActor): Promise<IncidentViewer> {
  const viewer = await viewerOf(db, actor)
  if (!handlesAny(viewer)) throw new NotFoundError()
  return viewer
}

export async function viewerOf(db: Database, actor: MemberActor): Promise<IncidentViewer> {
  return { actor, isContact: await isIndependentContact(db, actor.userid) }
}

/** Returns whether the person may handle incidents at all: for others the list of cases does not exist. */
export const handlesAny = ({ actor, isContact }: IncidentViewer): boolean =>
  isContact || actor.adminOf.length > 0 || actor.roles.includes('incident_handler') || actor.roles.includes('hr')
