import type { TokenKind } from './token-kind.ts'

/** One request to `/cgi-bin/…`. */
export type SimCall = {
  seq: number
  /** Epoch milliseconds on the simulator's clock. */
  at: number
  token: TokenKind | 'none'
  method: string
  path: string
  /** Without the access token and secrets. */
  query: Record<string, string>
  body: unknown
  errcode: number | 'dropped' | 'timeout' | 'http'
  /** Id of the fault that the call matched, if any. */
  fault: string | null
  ms: number
}

export const MAX_LOGGED_CALLS = 20_000
