import type { MemberActor } from '@desk/shared/identity/actor'

/** What middleware leaves for handlers. */
export type AppEnv = {
  Variables: {
    requestId: string
    /** Goes on every inline script and style of this answer; its CSP names it. */
    nonce: string
    /** Truncated client address, see `clientNetwork`. */
    clientNetwork: string
    /** Set by the session middleware; a route whose rule asks for a member never runs without it. */
    actor: MemberActor
    /** Hash of the session's token, set together with `actor`. */
    sessionHash: string
    /** Hash of a token that was presented and is no live session's: who asks again may have ended it himself. */
    presentedHash?: string
    /** When WeCom last said who this is, and when this session last used what asks for a role. As `sessionHash`. */
    confirmedAt: Date
    roleUsedAt: Date
    /** Asked by a device of another make than the one that signed in. */
    isElsewhere: boolean
  }
}
