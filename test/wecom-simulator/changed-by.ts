import type { TokenKind } from './token-kind.ts'

/** Whose hand changed it: a token, or an admin in the console. */
export type ChangedBy = TokenKind | 'console' | 'member'
