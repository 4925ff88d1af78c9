// Without schemas, so that pages can load them alone.

/** People chosen one by one, and people taken out of a result. */
export const SELECTED_MAX = 200
/** People who are exempted at once. A reminder has no such limit: it is sent page by page. */
export const EXEMPT_MAX = 500
