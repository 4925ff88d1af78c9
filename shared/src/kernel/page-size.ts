/** Rows per page of a list. */
export const PAGE_SIZE = 20

/** Rows per page of a table of the desk. */
export const DESK_PAGE_SIZE = 100

/** Maximum number of departments that a board shows at first, those most behind. The rest is loaded on request. */
export const BOARD_DEPARTMENTS = 30
