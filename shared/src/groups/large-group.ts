/** From how many people on a group may be large, so that the management department confirms it. */
export const LARGE_GROUP = { least: 3, most: 2000 } as const
