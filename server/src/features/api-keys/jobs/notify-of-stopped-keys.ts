import { fillMessage } from '@desk/shared/notices/message-templates'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { loadText } from '../../notifications/message-template-queries.ts'
import { listRoleHolders } from '../../policies/roster/admin-queries.ts'
import { planMailing, type MailDeps } from '../../policies/reminders/plan-mailing.ts'
import { bookNotices } from '../../policies/reminders/reminder-batch-queries.ts'
import { listStopped } from '../api-key-queries.ts'

const EVENT = 'api_key.stopped'

/**
 * Notifies ops of keys that stopped because the responsible member lost the role, once per grant. It runs on a schedule,
 * since a role can end manually, by its last day, or with the member's account.
 */
export async function notifyOfStoppedKeys(deps: MailDeps): Promise<void> {
  const stopped = await listStopped(deps.db, { now: deps.clock.now(), day: today(deps) })
  if (stopped.length === 0) return
  const userids = await listRoleHolders(deps, 'ops', 'ops_lead')
  const nameOf = await memberNames(
    deps.db,
    stopped.map(({ createdBy }) => createdBy),
  )
  for (const { id, name, createdBy, lastGrant } of stopped)
    await deps.db.transaction(async (tx) => {
      const object = `${id}:${lastGrant ?? ''}`
      const booked = await bookNotices(tx, deps, { event: EVENT, object, userids })
      const text = fillMessage(await loadText(tx, EVENT), { key: name, person: nameOf(createdBy).name })
      const card = { ...text, rows: [], path: pagePaths.settingsApiKeys }
      const mailing = { batchKey: `${EVENT}:${object}`, card, policyIds: [], userids: booked }
      await planMailing(deps, tx, mailing, deps.clock.now())
    })
}
