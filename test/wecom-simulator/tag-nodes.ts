import type { ChangedBy } from './changed-by.ts'

/** The members and departments of a tag; WeCom's error 81003 calls both nodes. */
export type TagNodes = { users: string[]; parties: number[] }

/** A tag. Its creator owns it (doc 90210). */
export type SimTag = TagNodes & { tagid: number; name: string; owner: ChangedBy }
