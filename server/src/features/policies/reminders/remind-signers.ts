import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import type { ReminderBody, ReminderSent } from '@desk/shared/policies/bulk-schemas'
import { actorNow } from '../../../access/current-actor.ts'
import type { Database } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { ForbiddenError, InvalidInputError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { withActingRoles, authorizeScope, mayAct } from '../roster/count-scope.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { RemindedRecentlyError } from '../document/policy-errors.ts'
import { type ActivePolicy, requireActivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { requirePreviewed } from '../roster/require-previewed.ts'
import type { Selected } from '../roster/selection-queries.ts'
import { countByOutcome } from './count-by-outcome.ts'
import { planReminderBatch } from './plan-reminder-batch.ts'
import { noticeOf } from './reminder-batch-notice.ts'
import { remindedCondition } from './remind-queries.ts'
import { findReminderBatch, listResults, type ReminderBatchRow } from './reminder-batch-queries.ts'
import { computeReach } from './reminder-reach.ts'
import { requireManualReminder } from './require-manual-reminder.ts'

type Reminder = ReminderBody & { id: PolicyId; idempotencyKey?: string | undefined }
type RemindDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays'>

/**
 * Plans a manual reminder to the selected people who have not signed and received none today. Returns how many people it
 * reaches and skips. A repeated idempotency key plans nothing and returns the same numbers.
 */
export async function remindSigners(
  deps: RemindDeps,
  actor: MemberActor,
  { id, department, note, retryOf, idempotencyKey, atMost, ...chosen }: Reminder,
): Promise<ReminderSent> {
  requireMayAct(actor)
  const at = deps.clock.now()
  const batch = `urge:${idempotencyKey === undefined ? deps.ids.next('event') : `${actor.userid}:${idempotencyKey}`}`
  // In separate transactions, so that a refused reminder does not roll the recount back.
  await refreshBeforeRead(deps)
  return deps.db.transaction(async (tx) => {
    const txDeps = { ...deps, db: tx }
    // Current roles decide the scope: a wider role may have ended since the request began.
    const current = await actorNow(deps, tx, actor)
    requireMayAct(current)
    // The people of an earlier reminder are tried again in its department, and not in the caller's first one.
    const retried = retryOf === undefined ? null : await requireManualReminder(txDeps, current, { id, key: retryOf })
    const departmentId =
      retried?.scope.departmentId ?? (await authorizeScope(txDeps, withActingRoles(current), department))
    const earlier = await findReminderBatch(tx, batch)
    if (earlier?.scope.kind === 'urged' && earlier.scope.reach) return { ...earlier.scope.reach, batch }
    const policy = await requireActivePolicy(tx, id)
    const { userids, filter, except }: Omit<Selected, 'scope'> =
      retried === null ? chosen : { userids: await listUnreached(tx, retried) }
    const selected = { scope: departmentId, userids, filter, except }
    const reach = await reachOf(txDeps, policy, selected, { isRetry: retried !== null })
    if (reach.reached === 0) throw new RemindedRecentlyError()
    requirePreviewed(reach.reached, atMost)
    // A retry without a note repeats the note of the first reminder.
    const text = note ?? retried?.scope.note
    const details = {
      department: departmentId,
      people: reach.reached,
      ...(text ? { note: erasableText(deps, text) } : {}),
    }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.urged', object: id, details })
    await planReminderBatch(deps, tx, batch, {
      kind: 'urged',
      policyId: policy.id,
      departmentId,
      userids: userids ?? null,
      reach,
      ...(filter && { filter }),
      ...(except && { except }),
      ...(text && { note: text }),
      ...(retryOf && { retryOf }),
    })
    return { ...reach, batch }
  })
}

/** How many recipients are tried again at most. */
const RETRIED_MAX = 1000

/** Lists whom a batch did not reach. */
async function listUnreached(tx: Database, batch: ReminderBatchRow): Promise<string[]> {
  const results = await listResults(tx, { key: batch.key, notice: noticeOf(batch) }, RETRIED_MAX)
  return results.flatMap(({ userid, state }) => (state === 'undelivered' ? [userid] : []))
}

/** Computes the reach of a reminder to selected people. Those who are tried again were reminded today, but not reached. */
async function reachOf(
  deps: RosterDeps,
  policy: ActivePolicy,
  selected: Selected,
  { isRetry }: { isRetry: boolean },
): Promise<ReminderReach> {
  const { scope, userids, filter } = selected
  if (userids === undefined && filter === undefined)
    return computeReach(deps, policy, { scope, reminded: await remindedCondition(deps, policy) })
  const { groups, isMore } = await countByOutcome(deps, policy, selected)
  // The preview shows no total for a selection that is too large to be counted.
  if (isMore) throw new InvalidInputError('Too many people', [{ path: 'filter', code: 'selection.too_many' }])
  const countOf = (...names: string[]) =>
    groups.reduce((sum, { group, count }) => sum + (names.includes(group) ? count : 0), 0)
  const [unsigned, reminded] = [countOf('other', 'undelivered'), countOf('reminded_today')]
  return isRetry ? { reached: unsigned + reminded, skipped: 0 } : { reached: unsigned, skipped: reminded }
}

function requireMayAct(actor: MemberActor): void {
  if (!mayAct(actor)) throw new ForbiddenError('policy.urge')
}
