import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { lastInstantOf } from '@desk/shared/kernel/working-calendar'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import type { ExemptionBody } from '@desk/shared/policies/board-schemas'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { today } from '../../../access/grant-conditions.ts'
import { markCountsStale } from './mark-counts-stale-queries.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { OwnExceptionError, PolicyNotFoundError } from '../document/policy-errors.ts'
import { endExemptions, insertExemption, upsertException } from './person-queries.ts'
import { findActivePolicy, type ActivePolicy } from '../document/policy-queries.ts'
import { findOnRoster, type RosterRow } from './roster-queries.ts'

export type PersonDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>
type PersonChange = { id: PolicyId; userid: string; reason: string }

/**
 * Writes a decision about a person whom the policy binds, audits it and marks their department's counts as stale. `write`
 * returns false when there is nothing to change.
 */
async function changePerson(
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason, action, details }: PersonChange & Pick<AuditEntry, 'action' | 'details'>,
  write: (tx: Tx, policy: ActivePolicy, row: RosterRow) => Promise<unknown>,
): Promise<void> {
  const policy = await findActivePolicy(deps.db, id)
  const row = policy && (await findOnRoster(deps, policy, userid))
  if (!policy || !row) throw new PolicyNotFoundError()
  await deps.db.transaction(async (tx) => {
    const isChanged = (await write(tx, policy, row)) !== false
    await actorWithRole(deps, tx, actor, 'compliance')
    if (!isChanged) return
    const at = deps.clock.now()
    const audited = { userid: row.userid, ...(reason === '' ? {} : { reason: erasableText(deps, reason) }), ...details }
    await recordAudit(tx, { at, actor: actor.userid, action, object: id, details: audited })
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
  })
}

/** Refuses a day that is past. @throws InvalidInputError */
export const requireNotPast = (deps: PersonDeps, path: string, day: CalendarDay | null) => {
  if (day !== null && day < today(deps)) throw new InvalidInputError('In the past', [{ path, code: 'day.past' }])
}

/** Refuses decisions about the actor: they request their own, so that another person decides. @throws OwnExceptionError */
function requireOther(actor: MemberActor, row: RosterRow): void {
  if (sameUserid(actor.userid, row.userid)) throw new OwnExceptionError()
}

/** Exempts another person from signing until a day, or until the exemption is ended. Replaces an earlier exemption. */
export async function exemptPerson(
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason, until }: ExemptionBody & { id: PolicyId },
): Promise<void> {
  requireNotPast(deps, 'until', until)
  const details = { until }
  await changePerson(
    deps,
    actor,
    { id, userid, reason, action: 'policy.exempted', details },
    async (tx, policy, row) => {
      requireOther(actor, row)
      const at = deps.clock.now()
      await endExemptions(tx, { policyId: policy.id, userid: row.userid, by: actor.userid, at, day: today(deps) })
      const exemption = { id: deps.ids.next('exemption'), policyId: policy.id, userid: row.userid, reason, until }
      await insertExemption(tx, { ...exemption, by: actor.userid, at })
    },
  )
}

/** Ends the exemption of a person; does nothing when there is none. */
export const endExemption = (
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid }: { id: PolicyId; userid: string },
): Promise<void> =>
  changePerson(
    deps,
    actor,
    { id, userid, reason: '', action: 'policy.exemption_ended', details: {} },
    (tx, policy, row) => {
      const ended = { policyId: policy.id, userid: row.userid, by: actor.userid, at: deps.clock.now() }
      return endExemptions(tx, { ...ended, day: today(deps) })
    },
  )

/** Sets a personal due date for what another person has to sign now. */
export async function setDueDate(
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason, dueOn }: PersonChange & { dueOn: CalendarDay },
): Promise<void> {
  requireNotPast(deps, 'dueOn', dueOn)
  const details = { dueOn }
  await changePerson(
    deps,
    actor,
    { id, userid, reason, action: 'policy.due_date_set', details },
    async (tx, policy, row) => {
      requireOther(actor, row)
      await upsertException(tx, {
        policyId: policy.id,
        userid: row.userid.toLowerCase(),
        dueAt: lastInstantOf(deps.site.timeZone, dueOn),
        dueVersionNo: policy.no,
        reason,
        by: actor.userid,
        at: deps.clock.now(),
      })
    },
  )
}

/** Requests a new signature: earlier ones no longer count, and the person has to read the whole policy again. */
export const requestNewSignature = (
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason }: PersonChange,
): Promise<void> =>
  changePerson(deps, actor, { id, userid, reason, action: 'policy.asked_anew', details: {} }, (tx, policy, row) =>
    upsertException(tx, {
      policyId: policy.id,
      userid: row.userid.toLowerCase(),
      reaffirmSince: deps.clock.now(),
      dueAt: null,
      dueVersionNo: null,
      reason,
      by: actor.userid,
      at: deps.clock.now(),
    }),
  )
