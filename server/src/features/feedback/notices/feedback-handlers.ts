import type { JobHandlers } from '../../../outbox/run-job.ts'
import type { NoticeDeps, SendDeps } from '../../notifications/notice-deps.ts'
import { feedbackAskersHandler, feedbackCardHandler } from './answer-notices.ts'
import { FEEDBACK_ASKERS_TOPIC, FEEDBACK_OVER_TOPIC, FEEDBACK_TOPIC } from './feedback-topics.ts'
import { feedbackOverHandler } from './handler-notices.ts'

/** Returns the handlers of the messages about feedback, by outbox topic. */
export const feedbackHandlers = (deps: SendDeps & NoticeDeps): JobHandlers => ({
  [FEEDBACK_TOPIC]: feedbackCardHandler(deps),
  [FEEDBACK_OVER_TOPIC]: feedbackOverHandler(deps),
  [FEEDBACK_ASKERS_TOPIC]: feedbackAskersHandler(deps),
})
