import type { TokenKind } from './token-kind.ts'

/** The author of a change: a token, an admin in the console, or the member. */
export type ChangedBy = TokenKind | 'console' | 'member'
