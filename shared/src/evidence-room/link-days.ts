/** Days for which a link to the evidence room works: by default, and at most. */
export const LINK_DAYS = { usual: 7, most: 30 } as const
