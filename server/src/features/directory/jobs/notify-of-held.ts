import { pagePaths } from '@desk/shared/pages/page-paths'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import type { Tx } from '../../../db/database.ts'
import type { HeldDepartures } from '../../../directory/held-departures.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'

const EVENT = 'directory.held'

/** Notifies the ops leads, once per hold, of held members: those who have left keep their access until a lead confirms it. */
export async function notifyOfHeld(
  deps: MailingDeps & Pick<Deps, 'site'>,
  tx: Tx,
  { people, since }: HeldDepartures,
): Promise<void> {
  const userids = await listRoleHolders({ ...deps, db: tx }, 'ops_lead')
  const text = await textOf({ db: tx }, EVENT, { count: String(people) })
  const card = { ...text, path: pagePaths.settingsDirectory }
  await sendCardOnce(deps, tx, { key: `${EVENT}:${since}`, userids, card })
}
