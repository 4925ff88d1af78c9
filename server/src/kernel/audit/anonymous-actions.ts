/** Actions whose actor readers of the audit do not see. It is stored with the report, and earlier releases stored it in the audit. */
export const anonymousActions = ['group.report'] as const

/** The actor in the audit for an anonymous report. */
export const ANONYMOUS_REPORTER = 'system:groups.report'
