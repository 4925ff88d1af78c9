import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { ExemptionBody } from '@desk/shared/policies/board-schemas'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { actorUnder } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { endOfDay } from '../../../kernel/end-of-day.ts'
import { today } from '../../../access/grant-conditions.ts'
import { markCountsStale } from './mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { typed } from '../../../kernel/audit/erasable-text.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { endExemptions, insertExemption, putException } from './person-queries.ts'
import { findLivePolicy, type LivePolicy } from '../document/policy-queries.ts'
import { findOnRoster, type RosterRow } from './roster-queries.ts'

type PersonDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>
type About = { id: PolicyId; userid: string; reason: string }

/** The person, as the policy sees him; what is decided about him is on record, and his department is counted anew. */
async function change(
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason, action, details }: About & { action: string; details: Record<string, unknown> },
  write: (tx: Tx, policy: LivePolicy, row: RosterRow) => Promise<unknown>,
): Promise<void> {
  const policy = await findLivePolicy(deps.db, id)
  const row = policy && (await findOnRoster(deps, policy, userid))
  if (!policy || !row) throw new PolicyNotFoundError()
  await deps.db.transaction(async (tx) => {
    await write(tx, policy, row)
    await actorUnder(deps, tx, actor, 'ops')
    const at = deps.clock.now()
    const about = { userid: row.userid, ...(reason === '' ? {} : { reason: typed(deps, reason) }), ...details }
    await recordAudit(tx, { at, actor: actor.userid, action, object: id, details: about })
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
  })
}

const futureDay = (deps: PersonDeps, path: string, day: CalendarDay | null) => {
  if (day !== null && day < today(deps)) throw new InvalidInputError('In the past', [{ path, code: 'day.past' }])
}

/** Not asked, until a day or until somebody ends it. A new exemption takes the place of the one before. */
export async function exemptPerson(
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason, until }: ExemptionBody & { id: PolicyId },
): Promise<void> {
  futureDay(deps, 'until', until)
  const details = { until }
  await change(deps, actor, { id, userid, reason, action: 'policy.exempted', details }, async (tx, policy, row) => {
    const at = deps.clock.now()
    await endExemptions(tx, { policyId: policy.id, userid: row.userid, by: actor.userid, at })
    const exemption = { id: deps.ids.next('exemption'), policyId: policy.id, userid: row.userid, reason, until }
    await insertExemption(tx, { ...exemption, by: actor.userid, at })
  })
}

export const endExemption = (
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid }: { id: PolicyId; userid: string },
): Promise<void> =>
  change(deps, actor, { id, userid, reason: '', action: 'policy.exemption_ended', details: {} }, (tx, policy, row) =>
    endExemptions(tx, { policyId: policy.id, userid: row.userid, by: actor.userid, at: deps.clock.now() }),
  )

/** A date of his own, for what he is asked now. */
export async function setDueDate(
  deps: PersonDeps,
  actor: MemberActor,
  { id, userid, reason, dueOn }: About & { dueOn: CalendarDay },
): Promise<void> {
  futureDay(deps, 'dueOn', dueOn)
  const details = { dueOn }
  await change(deps, actor, { id, userid, reason, action: 'policy.due_date_set', details }, (tx, policy, row) =>
    putException(tx, {
      policyId: policy.id,
      userid: row.userid.toLowerCase(),
      dueAt: endOfDay(dueOn, deps.site.timeZone),
      dueVersionNo: policy.no,
      reason,
      by: actor.userid,
      at: deps.clock.now(),
    }),
  )
}

/** What he signed counts no more: he is asked for all of it again. */
export const reaffirm = (deps: PersonDeps, actor: MemberActor, { id, userid, reason }: About): Promise<void> =>
  change(deps, actor, { id, userid, reason, action: 'policy.asked_anew', details: {} }, (tx, policy, row) =>
    putException(tx, {
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
