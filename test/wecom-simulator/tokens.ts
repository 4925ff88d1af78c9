import { HOUR_MS } from '@desk/shared/kernel/durations'
import { refuse } from './errors.ts'
import type { IssuedToken } from './state.ts'
import type { TokenKind } from './token-kind.ts'
import type { SimulatorContext } from './simulator-context.ts'

const TOKEN_LIFETIME_MS = 2 * HOUR_MS

/** Returns the valid token of this kind, or issues one: a repeated gettoken returns the same token (doc 91039). */
export const issueToken = (context: SimulatorContext, kind: TokenKind): { value: string; expiresInSeconds: number } => {
  const { state, clock } = context
  const now = clock.nowMs()
  const valid = state.tokens.find(
    (token) => token.kind === kind && token.revokedWith === null && token.expiresAtMs > now,
  )
  const token: IssuedToken = valid ?? {
    value: context.newId(`tok-${kind}`),
    kind,
    expiresAtMs: now + TOKEN_LIFETIME_MS,
    revokedWith: null,
  }
  // Expired and revoked tokens are kept for their error code, the last 50 of them.
  if (!valid) state.tokens = [token, ...state.tokens].slice(0, 50)
  return { value: token.value, expiresInSeconds: Math.floor((token.expiresAtMs - now) / 1000) }
}

export const tokenKindOf = (context: SimulatorContext, value: string | undefined): TokenKind | 'none' =>
  context.state.tokens.find((token) => token.value === value)?.kind ?? 'none'

export const requireToken = (context: SimulatorContext, value: string | undefined): TokenKind => {
  if (!value) return refuse(41001)
  const token = context.state.tokens.find((candidate) => candidate.value === value)
  if (!token) return refuse(40014)
  if (token.revokedWith !== null) return refuse(token.revokedWith)
  if (token.expiresAtMs <= context.clock.nowMs()) return refuse(42001)
  return token.kind
}

/** Revokes tokens before they expire, as WeCom may (doc 91039). Either code was observed. */
export const revokeTokens = (context: SimulatorContext, errcode: 40014 | 42001, kind?: TokenKind): void => {
  for (const token of context.state.tokens) {
    if (token.revokedWith === null && (kind === undefined || token.kind === kind)) token.revokedWith = errcode
  }
}
