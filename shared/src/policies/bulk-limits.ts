// This module imports no schemas, so that pages can load the limits without them.

/** Maximum number of people who are chosen one by one, or taken out of a result. */
export const SELECTED_MAX = 200
/** Maximum number of people who are exempted at once. A reminder has no such limit: it is sent page by page. */
export const EXEMPT_MAX = 500
