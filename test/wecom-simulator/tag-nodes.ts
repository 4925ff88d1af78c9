import type { ChangedBy } from './changed-by.ts'

export type TagNodes = { users: string[]; parties: number[] }

/** A tag belongs to whoever made it (doc 90210). */
export type SimTag = TagNodes & { tagid: number; name: string; owner: ChangedBy }
