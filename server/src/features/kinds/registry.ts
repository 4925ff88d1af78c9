import type { JobHandlers } from '../../outbox/run-job.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import type { KindRegistry } from '../requests/request-kind.ts'
import { applyInfoChange } from './info-change/apply-info-change.ts'
import { infoChangeKind } from './info-change/info-change-kind.ts'
import { APPLY_TOPIC, PROVE_TOPIC } from './info-change/progress.ts'
import { proveInfoChange } from './info-change/prove-info-change.ts'
import { lostHandlers } from './lost-device/lost-handlers.ts'
import { lostPressHandler } from './lost-device/lost-press.ts'

/** Every kind that the server can carry out. Compiles only when none is missing. */
export const kinds: KindRegistry = { info_change: infoChangeKind }

/** What the kinds do outside, by outbox topic. */
export const kindHandlers = (deps: EngineDeps): JobHandlers => ({
  [APPLY_TOPIC]: applyInfoChange(deps),
  [PROVE_TOPIC]: proveInfoChange(deps),
  ...lostHandlers(deps),
})

/** Whose buttons are on cards, by the first word of their keys. */
export const kindPresses = (deps: EngineDeps): JobHandlers => ({ lost: lostPressHandler(deps) })
