import { HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'

/** A session that nobody used for this long is over. Source: design 4, mobile. */
export const IDLE_MS = 12 * HOUR_MS
/** A session is over after this long, whatever happens. Source: design 4, mobile. */
export const ABSOLUTE_MS = 7 * 24 * HOUR_MS
/** A use is noted at most this often: a write per request would buy nothing. */
export const TOUCH_EVERY_MS = MINUTE_MS
/** A state used this recently by the same browser is a double tap, not an old link. */
export const DOUBLE_TAP_MS = MINUTE_MS / 2
/** What asks for a role is left alone for this long at most. Source: design 4, ops and auditor pages. */
export const ROLE_IDLE_MS = 30 * MINUTE_MS
/** And at most this long after WeCom said who it is. */
export const ROLE_ABSOLUTE_MS = 12 * HOUR_MS
/** How fresh WeCom's word must be for a dangerous act. Source: design 4, step-up. */
export const STEP_UP_MS = 5 * MINUTE_MS
