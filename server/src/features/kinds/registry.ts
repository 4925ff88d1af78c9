import { GROUP_DRIFT_TOPIC } from '../../kernel/owe-group-drift-queries.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import type { KindRegistry } from '../requests/request-kind.ts'
import { applyGroup } from './groups/apply-group.ts'
import { APPLY_TOPIC as APPLY_GROUP_TOPIC } from './groups/change-group.ts'
import { OVER_TOPIC as GROUP_OVER_TOPIC, overHandler as groupOverHandler } from './groups/close-cards.ts'
import { driftHandler } from './groups/drift-handler.ts'
import { groupCreateKind, MAKE_TOPIC } from './groups/group-create-kind.ts'
import { makeGroup } from './groups/make-group.ts'
import { SAY_TOPIC, sayHandler } from './groups/new-owner.ts'
import { tellHandler } from './groups/send-group-card.ts'
import { TELL_TOPIC } from './groups/tell-of-group.ts'
import { applyInfoChange } from './info-change/apply-info-change.ts'
import { infoChangeKind } from './info-change/info-change-kind.ts'
import { APPLY_TOPIC, PROVE_TOPIC } from './info-change/progress.ts'
import { proveInfoChange } from './info-change/prove-info-change.ts'
import { lostHandlers } from './lost-device/lost-handlers.ts'
import { lostPressHandler } from './lost-device/lost-press.ts'

/** Every kind that the server can carry out. Compiles only when none is missing. */
export const kinds: KindRegistry = { info_change: infoChangeKind, group_create: groupCreateKind }

/** What the kinds do outside, by outbox topic. */
export const kindHandlers = (deps: EngineDeps): JobHandlers => ({
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
export const kindPresses = (deps: EngineDeps): JobHandlers => ({ lost: lostPressHandler(deps) })
