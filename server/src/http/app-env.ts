import type { MemberActor } from '@desk/shared/identity/actor'

/** What middleware leaves for handlers. */
export type AppEnv = {
  Variables: {
    requestId: string
    /** Set by the session middleware; a route whose rule asks for a member never runs without it. */
    actor: MemberActor
    /** Truncated client address, see `clientNet`. */
    clientNet: string
  }
}
