/**
 * Flows that can take over what happened without them: a change in WeCom's console, or a report that somebody left.
 * Stored: append, never rename.
 */
export const adoptingFlows = ['partner', 'info_change', 'account_open', 'account_close'] as const
export type AdoptingFlow = (typeof adoptingFlows)[number]
