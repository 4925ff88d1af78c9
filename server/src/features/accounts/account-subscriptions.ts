import type { Subscriptions } from '../../domain-events/domain-events.ts'
import type { MailingDeps } from '../notifications/plan-mailing.ts'
import { findOpeningOf } from './model/opening-queries.ts'
import { activateOpening } from './opening/activate-joiners.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

/** Records the first sign-in of a joiner as soon as the directory shows it. */
export const accountSubscriptions = (deps: MailingDeps): Subscriptions => ({
  async 'members.synced'(tx, { members, isFirst }) {
    if (isFirst) return
    for (const { userid, before, now } of members) {
      if (now.status !== ACTIVE || before?.status === ACTIVE) continue
      const opening = await findOpeningOf(tx, userid, ['created', 'invited'])
      if (opening) await activateOpening(deps, tx, opening.id)
    }
  },
})
