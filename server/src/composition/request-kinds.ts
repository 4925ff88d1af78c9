import { GROUP_DRIFT_TOPIC } from '../features/groups/model/enqueue-group-drift-queries.ts'
import type { JobHandlers } from '../outbox/run-job.ts'
import type { AppDeps } from './app-deps.ts'
import type { KindRegistry } from '../features/requests/model/request-kind.ts'
import { applyGroup } from '../features/groups/chat/apply-group.ts'
import { APPLY_TOPIC as APPLY_GROUP_TOPIC } from '../features/groups/registry/change-group.ts'
import {
  OVER_TOPIC as GROUP_OVER_TOPIC,
  overHandler as groupOverHandler,
} from '../features/groups/notices/close-cards.ts'
import { driftHandler } from '../features/groups/jobs/drift-handler.ts'
import { groupCreateKind, MAKE_TOPIC } from '../features/groups/application/group-create-kind.ts'
import { makeGroup } from '../features/groups/application/make-group.ts'
import { SAY_TOPIC, sayHandler } from '../features/groups/chat/new-owner.ts'
import { tellHandler } from '../features/groups/notices/send-group-card.ts'
import { TELL_TOPIC } from '../features/groups/notices/tell-of-group.ts'
import { applyInfoChange } from '../features/info-change/apply-info-change.ts'
import { infoChangeKind } from '../features/info-change/info-change-kind.ts'
import { APPLY_TOPIC, PROVE_TOPIC } from '../features/info-change/progress.ts'
import { proveInfoChange } from '../features/info-change/prove-info-change.ts'
import { lostHandlers } from '../features/lost-device/lost-handlers.ts'
import { lostPressHandler } from '../features/lost-device/card-actions.ts'

/** Every kind that the server can carry out. Compiles only when none is missing. */
export const kinds: KindRegistry = { info_change: infoChangeKind, group_create: groupCreateKind }

/** What the kinds do outside, by outbox topic. */
export const kindHandlers = (deps: AppDeps): JobHandlers => ({
  [APPLY_TOPIC]: applyInfoChange(deps),
  [PROVE_TOPIC]: proveInfoChange(deps),
  [MAKE_TOPIC]: makeGroup(deps),
  [APPLY_GROUP_TOPIC]: applyGroup(deps),
  [GROUP_DRIFT_TOPIC]: driftHandler(deps),
  [TELL_TOPIC]: tellHandler(deps),
  [SAY_TOPIC]: sayHandler(deps),
  [GROUP_OVER_TOPIC]: groupOverHandler(deps),
  ...lostHandlers(deps),
})

/** Whose buttons are on cards, by the first word of their keys. */
export const kindPresses = (deps: AppDeps): JobHandlers => ({ lost: lostPressHandler(deps) })
