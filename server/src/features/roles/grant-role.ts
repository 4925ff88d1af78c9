import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { type GrantRole, leadOnlyRoles } from '@desk/shared/roles/role-names'
import type { GrantBody } from '@desk/shared/roles/role-schemas'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { Tx } from '../../db/database.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import { invalidField } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { today } from '../../access/grant-conditions.ts'
import { findMemberRow } from '../../access/actor-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { AlreadyGrantedError, SeparationOfDutiesError, OwnAuditorError, OpsLeadOnlyError } from './role-errors.ts'
import * as queries from './role-queries.ts'
import { switchSettings } from './role-settings.ts'
import { ACTIVE } from '../../directory/member-drift.ts'
import { dependentRoles, isIndependentContact } from '../incidents/model/handling-people.ts'

type RoleDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>

/**
 * Grants a role for a period. The grant replaces WeCom's proposal for the same member and department.
 *
 * @throws OpsLeadOnlyError, OwnAuditorError, SeparationOfDutiesError, AlreadyGrantedError
 */
export async function grantRole(deps: RoleDeps, caller: MemberActor, body: GrantBody): Promise<void> {
  const day = today(deps)
  if (body.endsOn !== undefined && body.endsOn < day) throw invalidField('endsOn', 'role.over_already')
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const userid = await requireHolder(tx, body)
    const key = { userid, role: body.role, departmentId: body.departmentId ?? null }
    await queries.lockGrants(tx)
    await queries.endIfOver(tx, key, day, now)
    const open = await queries.lockOpenGrant(tx, key)
    const actor = await actorWithRole(deps, tx, caller, 'ops')
    requireMayGrant(actor, body)
    await requireSeparateDuties(tx, { userid, role: body.role, day })
    await requireNotContact(tx, { userid, role: body.role })
    const holder = { userids: [userid], role: body.role }
    const { begins, ends } = periodOf(deps, body, now)
    await deps.emit(tx, 'roles.beginning', { ...holder, at: begins })
    const isReplaced = await replaceProposal(tx, open, actor.userid, now)
    const grant = {
      ...key,
      id: deps.ids.next('grant'),
      source: 'setting' as const,
      grantedAt: now,
      startsOn: body.startsOn ?? null,
      endsOn: body.endsOn ?? null,
      isDeputy: body.isDeputy ?? false,
      confirmedBy: actor.userid,
      confirmedAt: now,
    }
    await insertNewGrant(tx, grant)
    // A member who held the role by WeCom's proposal loses it until the first day of the grant.
    await deps.emit(tx, 'roles.changed', { ...holder, at: [...(isReplaced ? [now] : []), begins, ...ends] })
    const { role, departmentId, startsOn, endsOn, isDeputy } = grant
    const details = { userid, role, departmentId, startsOn, endsOn, isDeputy }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'roles.grant', object: grant.id, details })
  })
}

/** Returns the instants at which the role begins and ends; requests are rerouted at both. */
function periodOf(
  { site }: RoleDeps,
  { startsOn, endsOn }: { startsOn?: CalendarDay | undefined; endsOn?: CalendarDay | undefined },
  now: Date,
): { begins: Date; ends: Date[] } {
  const first = startsOn === undefined ? now : instantOf(site.timeZone, startsOn, 0)
  const ends = endsOn === undefined ? [] : [instantOf(site.timeZone, shiftDay(endsOn, 1), 0)]
  return { begins: first > now ? first : now, ends }
}

function requireMayGrant(actor: MemberActor, { role, userid }: GrantBody): void {
  if (leadOnlyRoles.includes(role) && !actor.roles.includes('ops_lead')) throw new OpsLeadOnlyError(role)
  if (role === 'auditor' && sameUserid(userid, actor.userid)) throw new OwnAuditorError()
}

/** Returns the userid in WeCom's spelling. The member must be active, and the department must exist. */
async function requireHolder(tx: Tx, { userid, departmentId }: GrantBody): Promise<string> {
  const member = await findMemberRow(tx, userid)
  if (member?.status !== ACTIVE) throw invalidField('userid', 'role.unknown_member')
  if (departmentId !== undefined && !(await queries.departmentExists(tx, departmentId)))
    throw invalidField('departmentId', 'role.unknown_department')
  return member.userid
}

const operatingRoles: readonly GrantRole[] = ['ops', 'ops_lead', 'compliance']

/** Returns the roles that nobody may hold together with this one. */
function separateRolesOf(role: GrantRole): readonly GrantRole[] {
  if (role === 'auditor') return operatingRoles
  return operatingRoles.includes(role) ? ['auditor'] : []
}

async function requireSeparateDuties(
  tx: Tx,
  { userid, role, day }: { userid: string; role: GrantRole; day: CalendarDay },
): Promise<void> {
  const others = separateRolesOf(role)
  if (others.length === 0 || !(await readSetting(tx, switchSettings.separateDuties)).value) return
  const [conflictingRole] = await queries.listOpenRoles(tx, userid, { searched: others, day })
  if (conflictingRole !== undefined) throw new SeparationOfDutiesError(conflictingRole)
}

/** Refuses roles by which the independent contact of the incidents would stop being independent: no reports would be taken. */
async function requireNotContact(tx: Tx, { userid, role }: { userid: string; role: GrantRole }): Promise<void> {
  if (dependentRoles.includes(role) && (await isIndependentContact(tx, userid)))
    throw invalidField('userid', 'role.of_contact')
}

/** Ends WeCom's proposal. False: there was none. */
async function replaceProposal(tx: Tx, open: queries.Grant | null, by: string, at: Date): Promise<boolean> {
  if (open === null) return false
  if (open.source !== 'leader' || open.confirmedAt !== null) throw new AlreadyGrantedError(open.id)
  await queries.endGrant(tx, open.id, by, at)
  return true
}

async function insertNewGrant(tx: Tx, grant: Parameters<typeof queries.insertGrant>[1]): Promise<void> {
  try {
    await queries.insertGrant(tx, grant)
  } catch (error) {
    // Another caller granted this role concurrently.
    if (isUniqueViolation(error, 'role_grants_live_key')) throw new AlreadyGrantedError(grant.id)
    throw error
  }
}
