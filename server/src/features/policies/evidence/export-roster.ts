import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { RosterExportBody } from '@desk/shared/policies/board-schemas'
import type { ListedState } from '@desk/shared/policies/roster'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { type CounterState, readTotals } from '../roster/count-queries.ts'
import { countEvidence, EVIDENCE_SIGNATURES } from './evidence-file.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { countersOf } from '../roster/counters-of-state.ts'
import { ExportTooLongError } from '../document/policy-errors.ts'
import { requirePublishedPolicy, type ActivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { MAX_XLSX_ROWS } from './roster-xlsx.ts'

export const rosterExports = { csv: 'policy.csv', xlsx: 'policy.xlsx', html: 'policy.html' } as const

/** Creates a download link to the roster, which is read when the link is opened. The export is audited. */
export async function exportRoster(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { id, format, department, ...filters }: RosterExportBody & { id: PolicyId },
): Promise<OneTimeLink> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requirePublishedPolicy(deps.db, id)
  // Evidence contains where each signature was made, which only reviewers may see.
  if (format === 'html') authorizeRole(actor, 'policy_reviewer')
  await refuseTooLong(deps, policy, { format, scope, ...filters })
  const parameters = Object.entries({ policy: id, department: String(scope), ...filters })
  const query = Object.fromEntries(parameters.filter((pair): pair is [string, string] => pair[1] !== undefined))
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'policy.exported',
      object: id,
      // The search text may be a name, so it can be erased.
      details: { format, ...query, ...(query['q'] === undefined ? {} : { q: erasableText(deps, query['q']) }) },
    })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: rosterExports[format], query })
  })
}

/**
 * Refuses a file that could not contain everyone, before it is made, so that a part is not taken for the whole. Other
 * filters than the state are ignored: the file is allowed if everyone in that state fits.
 * @throws ExportTooLongError
 */
async function refuseTooLong(
  deps: RosterDeps,
  policy: ActivePolicy,
  { format, scope, state }: { format: RosterExportBody['format']; scope: number; state?: ListedState | undefined },
): Promise<void> {
  if (format === 'html' && (await countEvidence(deps, policy.id, scope)) > EVIDENCE_SIGNATURES)
    throw new ExportTooLongError(EVIDENCE_SIGNATURES)
  if (format !== 'xlsx') return
  await refreshBeforeRead(deps)
  const counters = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const states = countersOf(deps, state, policy)
  const counted = Object.entries(counters).filter(([counter]) => states.includes(counter as CounterState))
  if (counted.reduce((sum, [, n]) => sum + n, 0) > MAX_XLSX_ROWS) throw new ExportTooLongError(MAX_XLSX_ROWS)
}
