import type { ChangedBy } from './changed-by.ts'

export type TagNodes = { users: string[]; parties: number[] }

/** A tag. Its creator owns it (doc 90210). */
export type SimTag = TagNodes & { tagid: number; name: string; owner: ChangedBy }
