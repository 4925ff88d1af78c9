import { sameUserid } from '@desk/shared/kernel/ids'
import { AuthRequiredError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { requireCase } from '../cases/case-queries.ts'
import { hashOf, type Report, type Reported } from './report-lost.ts'
import { findByReportKey, findSessionEnded } from '../cases/report-queries.ts'
import { createCaseViewToken } from '../cases/case-view-token-queries.ts'

/** As long as a phone in a lift tries. */
const REPLAY_WINDOW_MS = 10 * 60_000

/**
 * Who reports his own phone, be it after somebody else, ends the very session by which he asks. When the answer got lost
 * he asks again, by the same key, and is nobody by then: he is answered, and may watch. Only what he said himself, for a
 * few minutes, and by a key that nobody but his browser has; whoever found the phone has another session, and no key.
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
    const said = userid === null ? null : await findByReportKey(tx, userid, report.idempotencyKey)
    if (userid === null || !said || said.at < since || said.bodyHash !== hashOf(report)) throw new AuthRequiredError()
    const { id } = said
    // Only a lock of one's own ends one's sessions.
    if (!sameUserid((await requireCase(tx, id)).subjectId, userid)) throw new AuthRequiredError()
    await recordAudit(tx, { at, actor: userid, action: 'lost_device.answered_again', object: id, details: {} })
    return { answer: { id }, token: await createCaseViewToken(tx, deps, id, userid), isNew: false }
  })
}
