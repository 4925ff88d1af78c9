import { advanceOpening } from '@desk/shared/accounts/opening-states'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import { notifyAccount } from '../model/account-notices.ts'
import type { MailingDeps } from '../../notifications/plan-mailing.ts'
import { lockOpening, type OpeningId, saveOpening } from '../model/opening-queries.ts'

const WORKER = 'system:account.activate'

/** Records that the joiner activated the account, as the directory shows, and sends them the card of the first day. */
export async function activateOpening(deps: MailingDeps, tx: Tx, id: OpeningId): Promise<void> {
  const row = await lockOpening(tx, id)
  const state = row && advanceOpening(row.state, 'activate')
  if (!row || state === null) return
  const at = deps.clock.now()
  await saveOpening(tx, row, { state, failure: null, activatedAt: at }, at)
  await recordAudit(tx, auditEntry(deps, { actor: WORKER, action: 'account.activated', object: row.id }))
  await notifyAccount(deps, tx, {
    event: 'account.first_day',
    object: row.id,
    userids: [row.userid],
    values: { name: row.name },
    path: pagePaths.firstDay,
  })
}
