/**
 * Views of the board: entries in progress; of these the late ones, and those to correct; and those completed within 31
 * days.
 */
export const boardViews = ['open', 'late', 'faulty', 'done'] as const
export type BoardQuery = { q?: string | undefined; view?: (typeof boardViews)[number] | undefined }
