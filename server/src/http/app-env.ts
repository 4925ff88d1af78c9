import type { MemberActor } from '@desk/shared/identity/actor'
import type { Identity } from '../directory/identity-queries.ts'
import type { ApiScope } from '@desk/shared/api-keys/api-key-schemas'

/** Variables that middleware sets for handlers. */
export type AppEnv = {
  Variables: {
    requestId: string
    /** Keys of the routes that match this request, listed once: see `route-rules.ts`. */
    routeKeys?: readonly string[]
    /** CSP nonce of this response, for every inline script and style. */
    nonce: string
    /** Truncated client address, see `clientNetwork`. */
    clientNetwork: string
    /** Whole client address, to compare with ranges; never stored. */
    clientAddress: string
    /** Set by the session middleware; a route whose rule requires a member never runs without it. */
    actor: MemberActor
    /** Name and departments of the actor, set together with it. */
    identity: Identity
    /** Hash of the session's token, set together with `actor`. */
    sessionHash: string
    /** Hash of a token that belongs to no open session: a repeated command may have ended it. */
    presentedHash?: string
    /** Last authentication by WeCom. Set with `sessionHash`. */
    confirmedAt: Date
    /** Last use of a route that requires a role. Set with `sessionHash`. */
    roleUsedAt: Date
    /** Scopes of the API key, on routes for the company's backend. */
    apiScopes: ReadonlySet<ApiScope>
    /** The request comes from another kind of device than the sign-in. */
    isOtherDevice: boolean
  }
}
