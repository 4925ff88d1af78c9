/** Actions whose actor is stored only in their own row, not in the audit. */
export const unnamedActs = ['group.report'] as const

/** The actor in the audit for an anonymous report. */
export const UNNAMED_REPORTER = 'system:groups.report'
