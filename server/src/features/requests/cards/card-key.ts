import type { RequestRow } from '../model/request-queries.ts'

/** Returns the key of an approve button. It holds the hash of what the card shows; the task id names request and person. */
export const approveKey = ({ seenHash }: Pick<RequestRow, 'seenHash'>): string => `agree:${seenHash}`

/** Returns the hash of what the card showed, or null for the key of another button. */
export const approvedHash = (key: string): string | null => /^agree:([0-9a-f]{64})$/.exec(key)?.[1] ?? null
