/** Reasons that a reporter can state, apart from a planned change. In its own file, so that pages load no schemas. */
export const statedReasons = ['lost', 'stolen', 'broken'] as const
export type StatedReason = (typeof statedReasons)[number]
