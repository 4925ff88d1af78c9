import { sessionSubscriptions } from '../access/end-sessions.ts'
import { accountSubscriptions } from '../features/accounts/account-subscriptions.ts'
import { emitTo, type Subscriptions } from '../domain-events/domain-events.ts'
import { departureSubscriptions } from '../features/accounts/departures/departure-subscriptions.ts'
import { partnerSubscriptions } from '../features/accounts/partners/partner-subscriptions.ts'
import { confirmationSubscriptions } from '../features/confirmations/confirmation-subscriptions.ts'
import { groupSubscriptions } from '../features/groups/group-subscriptions.ts'
import { setBackSubscriptions } from '../features/info-change/second-writer/set-back.ts'
import { delegationSubscriptions } from '../features/delegations/delegation-notices.ts'
import { reminderSubscriptions } from '../features/policies/reminders/reminder-subscriptions.ts'
import { rosterSubscriptions } from '../features/policies/roster/roster-subscriptions.ts'
import { requestSubscriptions } from '../features/requests/request-subscriptions.ts'
import { tileSubscriptions } from '../features/workbench/schedule-tiles-queries.ts'
import type { Deps } from '../kernel/deps.ts'
import { verificationSubscriptions } from '../outbox/verification-subscriptions.ts'

type RequiredDeps = Pick<Deps, 'clock' | 'ids' | 'site' | 'holidays' | 'afterRestore'>

/** Lists the subscribers of domain events. The order has no effect. */
export const subscriptions = (deps: RequiredDeps): readonly Subscriptions[] => [
  verificationSubscriptions,
  requestSubscriptions,
  groupSubscriptions,
  rosterSubscriptions(deps),
  confirmationSubscriptions,
  reminderSubscriptions(deps),
  delegationSubscriptions,
  tileSubscriptions,
  sessionSubscriptions,
  partnerSubscriptions(deps),
  setBackSubscriptions,
  departureSubscriptions,
  accountSubscriptions(deps),
]

/** Adds `emit`. Called again where a dependency of subscribers is replaced, such as `afterRestore`. */
export const withDomainEvents = <GivenDeps extends RequiredDeps>(deps: GivenDeps): GivenDeps & Pick<Deps, 'emit'> => ({
  ...deps,
  emit: emitTo(subscriptions(deps)),
})
