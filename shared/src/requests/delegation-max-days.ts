/** The longest absence that is not rather a change of roles. */
export const DELEGATION_MAX_DAYS = 92
