import type { RequestRow } from '../requests/model/request-queries.ts'

/** What the button says: agreed, to exactly this. The task id beside it names the request and the person. */
export const agreeKey = ({ seenHash }: Pick<RequestRow, 'seenHash'>): string => `agree:${seenHash}`

/** The hash of what was on the card; null for a key that is none of ours. */
export const hashAgreedTo = (key: string): string | null => /^agree:([0-9a-f]{64})$/.exec(key)?.[1] ?? null
