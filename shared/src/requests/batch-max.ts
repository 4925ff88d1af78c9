/** Maximum number of items of one batch: only requests that were on screen. */
export const BATCH_MAX = 50
