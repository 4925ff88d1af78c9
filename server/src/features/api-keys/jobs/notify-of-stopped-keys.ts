import { pagePaths } from '@desk/shared/pages/page-paths'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { listStopped } from '../api-key-queries.ts'

const EVENT = 'api_key.stopped'

/**
 * Notifies ops of keys that stopped because the responsible member lost the role, once per grant. It runs on a schedule,
 * since a role can end manually, by its last day, or with the member's account.
 */
export async function notifyOfStoppedKeys(deps: MailingDeps & Pick<Deps, 'db' | 'site'>): Promise<void> {
  const stopped = await listStopped(deps.db, { now: deps.clock.now(), day: today(deps) })
  if (stopped.length === 0) return
  const userids = await listRoleHolders(deps, 'ops', 'ops_lead')
  const nameOf = await memberNames(
    deps.db,
    stopped.map(({ createdBy }) => createdBy),
  )
  for (const { id, name, createdBy, lastGrant } of stopped)
    await deps.db.transaction(async (tx) => {
      const text = await textOf({ db: tx }, EVENT, { key: name, person: nameOf(createdBy).name })
      const card = { ...text, path: pagePaths.settingsApiKeys }
      await sendCardOnce(deps, tx, { key: `${EVENT}:${id}:${lastGrant ?? ''}`, userids, card })
    })
}
