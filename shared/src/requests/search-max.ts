/** Longest text of a search in a list of requests. */
export const SEARCH_MAX = 40
