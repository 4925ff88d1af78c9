import { pagePaths } from '@desk/shared/pages/page-paths'
import { lockMember } from '../../../access/actor-queries.ts'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { hasSecondWriter } from '../../../kernel/second-writer-setting.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { partnerText } from './change-account.ts'
import { enqueueDisabling } from './partner-jobs.ts'
import { lockPartner, updatePartner } from './partner-queries.ts'

/**
 * Disables the account of a partner whose contract is over again, after somebody enabled it outside this app. HR is notified
 * each time; with a second writer, which may enable it every night, only once.
 */
export async function disableAgain(
  deps: MailingDeps & Pick<Deps, 'clock'>,
  tx: Tx,
  userid: string,
  hr: readonly string[],
): Promise<void> {
  await lockMember(tx, userid)
  const partner = await lockPartner(tx, userid)
  // The contract was renewed, or another instance has disabled the account again.
  if (!partner || partner.endedAt === null || partner.disabledAt === null) return
  const at = deps.clock.now()
  await updatePartner(tx, userid, { disabledAt: null, triedAt: null, trouble: null })
  await enqueueDisabling(tx, userid, at)
  const action = 'partner.enabled_outside'
  await recordAudit(tx, { at, actor: 'system:partner.contracts', action, object: userid, details: {} })
  const keySuffix = (await hasSecondWriter(tx)) ? 'feed' : String(partner.disabledAt.getTime())
  const card = { ...(await partnerText(tx, action, userid, {})), path: pagePaths.partner(userid) }
  await sendCardOnce(deps, tx, {
    key: `${action}:${userid}:${String(partner.endedAt.getTime())}:${keySuffix}`,
    userids: hr,
    card,
  })
}
