/** Characters of the kind in the name of a group. */
export const KIND_MAX = 6
/** Months until a group of a template expires. */
export const MONTHS_MAX = 24
/** From how many people on a group may be large, so that the management department confirms it. */
export const LARGE_GROUP = { least: 3, most: 2000 } as const
