import { unusedStates } from '@desk/shared/accounts/opening-states'
import type { Subscriptions } from '../../domain-events/domain-events.ts'
import type { MailingDeps } from '../notifications/plan-mailing.ts'
import { findOpeningOf, lockUnfinishedOf } from './model/opening-queries.ts'
import { activateOpening } from './opening/activate-joiners.ts'
import { cancelOpening } from './opening/cancel-opening.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

const WORKER = 'system:account.cancel'

/** Records the first sign-in of a joiner when the directory shows it, and cancels the unfinished opening of one who leaves. */
export const accountSubscriptions = (deps: MailingDeps): Subscriptions => ({
  async 'members.synced'(tx, { members, isFirst }) {
    if (isFirst) return
    for (const { userid, before, now } of members) {
      if (now.status !== ACTIVE || before?.status === ACTIVE) continue
      const opening = await findOpeningOf(tx, userid, unusedStates)
      if (opening) await activateOpening(deps, tx, opening.id)
    }
  },
  async 'members.left'(tx, { members }) {
    const userids = members.map(({ userid }) => userid)
    for (const row of await lockUnfinishedOf(tx, userids)) await cancelOpening(deps, tx, row, WORKER)
  },
})
