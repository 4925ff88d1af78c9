import type { MemberActor } from '@desk/shared/identity/actor'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import { EXEMPT_MAX } from '@desk/shared/policies/bulk-limits'
import type { BulkExemptionBody, BulkExemptionResult } from '@desk/shared/policies/bulk-schemas'
import { actorWithRole } from '../../../access/current-actor.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { requireActivePolicy } from '../document/policy-queries.ts'
import { type PersonDeps, requireNotPast } from './change-person.ts'
import { authorizeScope } from './count-scope.ts'
import { markCountsStale } from './mark-counts-stale-queries.ts'
import { insertExemption } from './person-queries.ts'
import { requirePreviewed } from './require-previewed.ts'
import { listSelected } from './selection-queries.ts'

/**
 * Exempts the selected people who have to sign, until a day. Those who signed, are exempt already or are excluded are skipped,
 * so that a repeated call changes nothing. The actor is skipped too: another person decides about their exemption.
 */
export async function exemptPeople(
  deps: PersonDeps,
  actor: MemberActor,
  { id, department, reason, until, atMost, ...chosen }: BulkExemptionBody & { id: PolicyId },
): Promise<BulkExemptionResult> {
  requireNotPast(deps, 'until', until)
  return deps.db.transaction(async (tx) => {
    const txDeps = { ...deps, db: tx }
    const current = await actorWithRole(deps, tx, actor, 'compliance')
    const scope = await authorizeScope(txDeps, current, department)
    const policy = await requireActivePolicy(tx, id)
    const rows = await listSelected(txDeps, policy, { scope, ...chosen }, EXEMPT_MAX)
    if (rows.length > EXEMPT_MAX)
      throw new InvalidInputError('Too many people', [{ path: 'filter', code: 'selection.too_many' }])
    const [by, at] = [actor.userid, deps.clock.now()]
    const result: BulkExemptionResult = { exempted: [], skipped: [] }
    for (const { userid, name, state } of rows) {
      if (state === 'signed' || state === 'exempt' || state === 'excluded') {
        result.skipped.push({ userid, name, why: state })
        continue
      }
      if (sameUserid(userid, by)) {
        result.skipped.push({ userid, name, why: 'self' })
        continue
      }
      await insertExemption(tx, { id: deps.ids.next('exemption'), policyId: id, userid, reason, until, by, at })
      const details = { userid, reason: erasableText(deps, reason), until }
      await recordAudit(tx, { at, actor: by, action: 'policy.exempted', object: id, details })
      result.exempted.push({ userid, name })
    }
    requirePreviewed(result.exempted.length, atMost)
    const exempted = new Set(result.exempted.map(({ userid }) => userid))
    const changed = rows.filter(({ userid }) => exempted.has(userid))
    await markCountsStale(
      tx,
      changed.map(({ departmentId }) => departmentId),
      id,
    )
    if (changed.length > 0) await deps.emit(tx, 'workload.changed', { userids: [...exempted], at })
    return result
  })
}
