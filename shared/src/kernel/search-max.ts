/** Longest text of a search in a list. */
export const SEARCH_MAX = 40
