import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { sameUserid } from '@desk/shared/kernel/ids'
import { AuthRequiredError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { requireCase } from '../cases/case-queries.ts'
import { hashReport, type Report, type Reported } from './report-lost.ts'
import { findByReportKey, findSessionEnded } from '../cases/report-queries.ts'
import { createCaseViewToken } from '../cases/case-view-token-queries.ts'

/** Time for which a report can be answered again; covers retries after a lost connection. */
const REPLAY_WINDOW_MS = 10 * MINUTE_MS

/**
 * Answers a repeated report whose session is over. Reporting one's own device ends the session that sent the report; if
 * the response is lost, the retry comes without a session. Answers only the reporter's own report, within
 * `REPLAY_WINDOW_MS`, with the same idempotency key and body; a finder of the phone has neither. Returns a new
 * case-view token.
 * @throws AuthRequiredError otherwise
 */
export async function replayReportAnswer(
  deps: Pick<Deps, 'clock' | 'db' | 'ids'>,
  sessionHash: string,
  report: Report,
): Promise<Reported> {
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    const since = new Date(at.getTime() - REPLAY_WINDOW_MS)
    const userid = await findSessionEnded(tx, sessionHash, since)
    const stored = userid === null ? null : await findByReportKey(tx, userid, report.idempotencyKey)
    if (userid === null || !stored || stored.at < since || stored.bodyHash !== hashReport(report))
      throw new AuthRequiredError()
    const { id } = stored
    // Only a lock of the reporter's own account ends the reporter's sessions.
    if (!sameUserid((await requireCase(tx, id)).subjectId, userid)) throw new AuthRequiredError()
    await recordAudit(tx, { at, actor: userid, action: 'lost_device.answered_again', object: id, details: {} })
    return { answer: { id }, token: await createCaseViewToken(tx, deps, id, userid), isNew: false }
  })
}
