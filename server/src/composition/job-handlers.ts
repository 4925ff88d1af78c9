import { disableHandler, enableHandler } from '../features/accounts/partners/change-account.ts'
import { DISABLE_TOPIC, ENABLE_TOPIC } from '../features/accounts/partners/partner-jobs.ts'
import { closingAccountHandler } from '../features/accounts/close/account-handler.ts'
import { ACCESS_TOPIC, CLOSE_TOPIC, URGENT_CLOSE_TOPIC } from '../features/accounts/close/closing-topics.ts'
import { accessHandler } from '../features/accounts/close/jobs/access-handler.ts'
import { OFFER_CARDS, offerCardActions, offerHandlers } from '../features/accounts/close/jobs/offer-handlers.ts'
import { callbackHandlers } from '../features/directory/handle-callback.ts'
import { custodyHandlers } from '../features/custody/custody-notices.ts'
import { feedbackCardActionHandler } from '../features/feedback/asking/card-actions.ts'
import { feedbackHandlers } from '../features/feedback/notices/feedback-handlers.ts'
import { syncHandlers } from '../features/directory/jobs/reconcile-directory.ts'
import { accountHandlers } from '../features/accounts/account-handlers.ts'
import { confirmationCardActions } from '../features/confirmations/answering/card-actions.ts'
import { askingHandlers } from '../features/confirmations/asking/asking-cards.ts'
import { ASK_TOPIC } from '../features/confirmations/campaigns/create-campaign.ts'
import { askPeople } from '../features/confirmations/jobs/ask-people.ts'
import { CONFIRM_CARDS } from '../features/confirmations/asking/card-key.ts'
import { anchorHandlers } from '../features/audit/anchor-handlers.ts'
import { incidentNoticeHandlers } from '../features/incidents/model/incident-notices.ts'
import { lostCardActionHandler } from '../features/lost-device/card-actions.ts'
import { lostHandlers } from '../features/lost-device/lost-handlers.ts'
import { withDomainEvents } from './event-subscriptions.ts'
import { requestTypeHandlers } from './request-types.ts'
import type { AppDeps } from './app-deps.ts'
import { engineHandlers } from '../features/requests/jobs/engine-handlers.ts'
import { delegationDigestLine, delegationNoticeHandlers } from '../features/delegations/delegation-notices.ts'
import { DIGEST_TOPIC } from '../features/notifications/admit-notice.ts'
import { digestHandler } from '../features/notifications/digest-handler.ts'
import { cardActionHandler } from '../features/requests/card-actions.ts'
import { requestDigestLine } from '../features/requests/cards/card-text.ts'
import { requestCardHandlers } from '../features/requests/cards/request-card-handlers.ts'
import { effectiveDateHandlers } from '../features/policies/authoring/publish-policy.ts'
import { newDeviceHandlers } from '../features/session/new-device-notices.ts'
import { reminderBatchHandlers } from '../features/policies/reminders/reminder-batch-handlers.ts'
import { tileHandlers } from '../features/workbench/jobs/tile-handlers.ts'
import { CARD_ACTION_TOPIC, dispatchCardActions } from '../features/notifications/card-action.ts'
import { type JobHandler, type JobHandlers, noWrites } from '../outbox/run-job.ts'

/** Returns the handlers of all jobs, by outbox topic. */
export const jobHandlers = (deps: AppDeps): JobHandlers => ({
  ...requestTypeHandlers(deps),
  ...lostHandlers(deps),
  ...engineHandlers(deps),
  [CARD_ACTION_TOPIC]: dispatchCardActions({
    agree: cardActionHandler(deps),
    feedback: feedbackCardActionHandler(deps),
    [CONFIRM_CARDS]: confirmationCardActions(deps),
    [OFFER_CARDS]: offerCardActions(deps),
    lost: lostCardActionHandler(deps),
  }),
  [ASK_TOPIC]: { handle: (_job, _checkpoint, signal) => askPeople({ ...deps, signal }).then(() => noWrites) },
  ...askingHandlers(deps),
  ...requestCardHandlers(deps),
  ...delegationNoticeHandlers(deps),
  ...incidentNoticeHandlers(deps),
  ...feedbackHandlers(deps),
  ...custodyHandlers(deps),
  ...newDeviceHandlers(deps),
  [DIGEST_TOPIC]: digestHandler(deps, {
    request: (notice) => requestDigestLine(deps, notice),
    delegation: (notice) => delegationDigestLine(deps, notice),
  }),
  ...effectiveDateHandlers(deps),
  ...reminderBatchHandlers(deps),
  ...tileHandlers(deps),
  [DISABLE_TOPIC]: disableHandler(deps),
  [ENABLE_TOPIC]: enableHandler(deps),
  ...accountHandlers(deps),
  ...anchorHandlers(deps),
  ...callbackHandlers(deps),
  ...syncHandlers(deps),
  [CLOSE_TOPIC]: closingAccountHandler(deps),
  [URGENT_CLOSE_TOPIC]: { ...closingAccountHandler(deps), isUrgent: true },
  [ACCESS_TOPIC]: accessHandler(deps),
  ...offerHandlers(deps),
})

/**
 * Returns the same handlers, with a separate behaviour for the jobs up to `lastJob`, which were pending when the backup
 * was taken and may have taken effect since: WeCom is queried first, and no notification is repeated. Lost-device
 * notifications are repeated: twice is better than never.
 */
export function verifyFirstHandlers(deps: AppDeps, lastJob: number): JobHandlers {
  const usual = jobHandlers(deps)
  const verifyFirst = {
    ...jobHandlers(
      withDomainEvents({ ...deps, afterRestore: { suppressesNotifications: () => true, asksFirst: true } }),
    ),
    ...lostHandlers(
      withDomainEvents({ ...deps, afterRestore: { suppressesNotifications: () => false, asksFirst: true } }),
    ),
  }
  const isOld = ({ id }: { id: number }) => id <= lastJob
  const choose = (handler: JobHandler, topic: string): JobHandler => {
    const handlerAfterRestore = verifyFirst[topic] ?? handler
    return {
      ...handler,
      handle: (job, checkpoint, signal) => (isOld(job) ? handlerAfterRestore : handler).handle(job, checkpoint, signal),
      onRetry: async (tx, job, ...rest) => (isOld(job) ? handlerAfterRestore : handler).onRetry?.(tx, job, ...rest),
      onGiveUp: async (tx, job, ...rest) => (isOld(job) ? handlerAfterRestore : handler).onGiveUp?.(tx, job, ...rest),
    }
  }
  return Object.fromEntries(Object.entries(usual).map(([topic, handler]) => [topic, choose(handler, topic)]))
}
