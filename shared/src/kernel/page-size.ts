/** Rows per page of a list. */
export const PAGE_SIZE = 20

/** Rows per page of a table of the desk. */
export const DESK_PAGE_SIZE = 100

/** Departments of a board that are shown at first, those most behind first: no more than fit in one look. The rest is loaded on request. */
export const BOARD_DEPARTMENTS = 30
