import type { IncidentEventType } from '@desk/shared/incidents/incident-states'
import type { IncidentId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { insertEvents } from './incident-queries.ts'

/** The actor of everything that a reporter does, named or not, in log and audit: only the report itself names the reporter. */
export const REPORTER = 'system:incidents.report'

type Step = {
  type: IncidentEventType
  /** A handler's userid, `REPORTER`, or another system actor. */
  actor: string
  /** Codes only: the log is never erased. */
  detail?: Record<string, unknown>
}

/** Records a step in the log of the incident and in the audit. Returns the id of the log entry. */
export async function recordStep(
  { ids, clock }: RecordDeps,
  tx: Tx,
  incidentId: IncidentId,
  { type, actor, detail = {} }: Step,
): Promise<string> {
  const at = clock.now()
  const id = ids.next('event')
  await insertEvents(tx, [{ id, incidentId, at, type, actor, detail }])
  // The audit omits the violation, by which the incident could be matched with the group's audit entry of the same report.
  const details = type === 'submitted' ? { kind: detail['kind'] } : detail
  await recordAudit(tx, { at, actor, action: `incident.${type}`, object: incidentId, details })
  return id
}
