/** Actions whose actor is stored only in their own row, not in the audit. */
export const anonymousActions = ['group.report'] as const

/** The actor in the audit for an anonymous report. */
export const ANONYMOUS_REPORTER = 'system:groups.report'
