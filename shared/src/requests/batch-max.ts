/** Items of one batch. Source: issue "requests and approvals": only what was on screen. */
export const BATCH_MAX = 50
