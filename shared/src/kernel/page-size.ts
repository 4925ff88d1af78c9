/** Rows per page of a list. */
export const PAGE_SIZE = 20

/** Rows per page of a table of the desk. */
export const DESK_PAGE_SIZE = 100
