import { refuse } from './errors.ts'
import type { IssuedToken } from './state.ts'
import type { TokenKind } from './token-kind.ts'
import type { World } from './simulator-context.ts'

const tokenLifeMs = 7_200_000

/** Repeated gettoken while a token is valid answers the same one (doc 91039). */
export const issueToken = (world: World, kind: TokenKind): { value: string; expiresInSeconds: number } => {
  const { state, clock } = world
  const now = clock.nowMs()
  const live = state.tokens.find((token) => token.kind === kind && token.killed === null && token.expiresAtMs > now)
  const token: IssuedToken = live ?? {
    value: world.newId(`tok-${kind}`),
    kind,
    expiresAtMs: now + tokenLifeMs,
    killed: null,
  }
  // Dead ones stay known for their error code, but not for ever.
  if (!live) state.tokens = [token, ...state.tokens].slice(0, 50)
  return { value: token.value, expiresInSeconds: Math.floor((token.expiresAtMs - now) / 1000) }
}

export const tokenKindOf = (world: World, value: string | undefined): TokenKind | 'none' =>
  world.state.tokens.find((token) => token.value === value)?.kind ?? 'none'

export const requireToken = (world: World, value: string | undefined): TokenKind => {
  if (!value) return refuse(41001)
  const token = world.state.tokens.find((one) => one.value === value)
  if (!token) return refuse(40014)
  if (token.killed !== null) return refuse(token.killed)
  if (token.expiresAtMs <= world.clock.nowMs()) return refuse(42001)
  return token.kind
}

/** The platform may end a token early (doc 91039). Both codes are seen in practice. */
export const killTokens = (world: World, errcode: 40014 | 42001, kind?: TokenKind): void => {
  for (const token of world.state.tokens) {
    if (token.killed === null && (kind === undefined || token.kind === kind)) token.killed = errcode
  }
}
