import { DAY_MS, HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'

/** A session expires after this time without use. */
export const IDLE_MS = 12 * HOUR_MS
/** A session expires this long after sign-in in any case. */
export const ABSOLUTE_MS = 7 * DAY_MS
/** Minimum interval between two stored uses of a session, to avoid a write per request. */
export const TOUCH_EVERY_MS = MINUTE_MS
/** Within this time, a used state of the same browser counts as a double tap, not as an old link. */
export const DOUBLE_TAP_MS = MINUTE_MS / 2
/** Routes that require a role ask for re-authentication after this time without use. */
export const ROLE_IDLE_MS = 30 * MINUTE_MS
/** Routes that require a role ask for re-authentication this long after the last sign-in in any case. */
export const ROLE_ABSOLUTE_MS = 12 * HOUR_MS
/** Maximum age of the last sign-in for an action that requires step-up; see `needsStepUp`. */
export const STEP_UP_MS = 5 * MINUTE_MS

/** Stored length of a User-Agent, in characters. */
export const USER_AGENT_MAX = 300
