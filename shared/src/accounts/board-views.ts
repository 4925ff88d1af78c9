/** Lists of the board: all that is not finished, what needs an act, who is late, who finished within a month. */
export const boardViews = ['open', 'late', 'faulty', 'done'] as const
export type BoardQuery = { q?: string | undefined; view?: (typeof boardViews)[number] | undefined }
