import type { JobHandlers } from '../../outbox/run-job.ts'
import type { CaseEffectDeps } from './cases/case-deps.ts'
import { devicesHandler, mailboxHandler } from './lock/effect-handlers.ts'
import { exposureHandler, lateExposureHandler } from './lock/exposure-handler.ts'
import { expireHandler, escalationHandler } from './escalation/escalation-handler.ts'
import { guardianHandler, overwriteGuardianCardHandler } from './guardians/guardian-notices.ts'
import { lockHandler } from './lock/lock-handler.ts'
import * as topics from './cases/lost-topics.ts'
import { overwriteCardHandler, noticeHandler } from './escalation/notice-handler.ts'
import { unlockHandler } from './lock/unlock-handler.ts'

/** Returns the outbox handlers of lost-device cases, by topic. */
export const lostHandlers = (deps: CaseEffectDeps): JobHandlers => ({
  [topics.LOCK_TOPIC]: lockHandler(deps),
  [topics.UNLOCK_TOPIC]: unlockHandler(deps),
  [topics.ESCALATION_TOPIC]: escalationHandler(deps),
  [topics.EXPIRE_TOPIC]: expireHandler(deps),
  [topics.NOTICE_TOPIC]: noticeHandler(deps),
  [topics.OVER_TOPIC]: overwriteCardHandler(deps),
  [topics.EXPOSURE_TOPIC]: exposureHandler(deps),
  [topics.LATE_EXPOSURE_TOPIC]: lateExposureHandler(deps),
  [topics.DEVICES_TOPIC]: devicesHandler(deps),
  [topics.MAILBOX_TOPIC]: mailboxHandler(deps),
  [topics.GUARDIAN_TOPIC]: guardianHandler(deps),
  [topics.GUARDIAN_OVER_TOPIC]: overwriteGuardianCardHandler(deps),
})
