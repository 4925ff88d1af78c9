import type { JobHandlers } from '../../outbox/run-job.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import type { KindRegistry } from '../requests/request-kind.ts'
import { applyInfoChange } from './info-change/apply-info-change.ts'
import { APPLY_TOPIC, infoChangeKind } from './info-change/info-change-kind.ts'

/** Every kind that the server can carry out. Compiles only when none is missing. */
export const kinds: KindRegistry = { info_change: infoChangeKind }

/** What the kinds do outside, by outbox topic. */
export const kindHandlers = (deps: EngineDeps): JobHandlers => ({ [APPLY_TOPIC]: applyInfoChange(deps) })
