/** Maximum days of a delegation; a longer absence calls for a change of roles. */
export const DELEGATION_MAX_DAYS = 92
