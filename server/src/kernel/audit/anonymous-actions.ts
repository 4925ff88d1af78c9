/** Acts of which nobody but their own row may say who did them. */
export const unnamedActs = ['group.report'] as const

/** Stands in the audit in the place of whoever reported. */
export const UNNAMED_REPORTER = 'system:groups.report'
