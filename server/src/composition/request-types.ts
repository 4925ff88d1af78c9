import { GROUP_DRIFT_TOPIC } from '../features/groups/model/enqueue-group-drift-queries.ts'
import type { JobHandlers } from '../outbox/run-job.ts'
import type { AppDeps } from './app-deps.ts'
import type { RequestTypeRegistry } from '../features/requests/model/request-type.ts'
import { applyGroup } from '../features/groups/chat/apply-group.ts'
import { APPLY_TOPIC as APPLY_GROUP_TOPIC } from '../features/groups/registry/change-group.ts'
import {
  OVER_TOPIC as GROUP_OVER_TOPIC,
  cardClosingHandler as groupOverHandler,
} from '../features/groups/notices/close-cards.ts'
import { driftHandler } from '../features/groups/jobs/drift-handler.ts'
import { groupCreateType, CREATE_TOPIC } from '../features/groups/application/group-create-type.ts'
import { createGroupHandler } from '../features/groups/application/create-group.ts'
import { ANNOUNCE_TOPIC, announcementHandler } from '../features/groups/chat/change-owner.ts'
import { groupCardHandler } from '../features/groups/notices/send-group-card.ts'
import { NOTICE_TOPIC } from '../features/groups/notices/enqueue-group-notice.ts'
import { applyInfoChange } from '../features/info-change/apply-info-change.ts'
import { SET_BACK_TOPIC, setBackHandler } from '../features/info-change/second-writer/set-back.ts'
import { infoChangeType } from '../features/info-change/info-change-type.ts'
import { APPLY_TOPIC, VERIFY_TOPIC } from '../features/info-change/progress.ts'
import { verifyInfoChange } from '../features/info-change/follow-up/verify-info-change.ts'
import { EXEMPT_TOPIC, exemptionRequestType } from '../features/policies/exemptions/exemption-request-type.ts'
import { grantRequestedExemption } from '../features/policies/exemptions/grant-requested-exemption.ts'

/** The handler of every request type. Does not compile when one is missing. */
export const kinds: RequestTypeRegistry = {
  info_change: infoChangeType,
  group_create: groupCreateType,
  policy_exemption: exemptionRequestType,
}

/** Returns the job handlers of the request types, by outbox topic. */
export const requestTypeHandlers = (deps: AppDeps): JobHandlers => ({
  [APPLY_TOPIC]: applyInfoChange(deps),
  [VERIFY_TOPIC]: verifyInfoChange(deps),
  [SET_BACK_TOPIC]: setBackHandler(deps),
  [CREATE_TOPIC]: createGroupHandler(deps),
  [APPLY_GROUP_TOPIC]: applyGroup(deps),
  [GROUP_DRIFT_TOPIC]: driftHandler(deps),
  [NOTICE_TOPIC]: groupCardHandler(deps),
  [ANNOUNCE_TOPIC]: announcementHandler(deps),
  [GROUP_OVER_TOPIC]: groupOverHandler(deps),
  [EXEMPT_TOPIC]: grantRequestedExemption(deps),
})
