export const FEEDBACK_TITLE_MAX = 60
export const FEEDBACK_TEXT_MAX = 500
/** Longest text of a search. */
export const FEEDBACK_SEARCH_MAX = 60
/** Problems merged into another one at once. */
export const MERGE_MAX = 20
/** Minimum number of characters for which similar problems are searched. */
export const SIMILAR_FROM = 2
/** Days ahead within which an answer can be promised. */
export const PROMISE_DAYS = 90
/** Days during which home asks an asker to judge an answer. */
export const JUDGE_DAYS = 14
/** Entries of the FAQ that its page lists; a search finds the others. */
export const FAQ_LISTED_MAX = 200
