import type { ApiClient } from '@desk/server/client'
import type { SessionList, SessionView } from '@desk/shared/identity/session-schemas'
import { type TypedResponse, unwrap } from './unwrap.ts'

/** What the pages about oneself ask of the server. Every change answers with the list as it is now. */
export type IdentityApi = {
  sessions(signal?: AbortSignal): Promise<SessionList>
  endSession(ref: SessionView['ref']): Promise<SessionList>
  endOthers(): Promise<SessionList>
  claimOps(code: string): Promise<void>
  signOut(): Promise<void>
}

/** Nothing to read in an answer without content. */
const done = async (pending: Promise<TypedResponse<unknown>>): Promise<void> => {
  await unwrap(pending.then((answer) => (answer.status === 204 ? { ...okay, status: 204 } : answer)))
}
const okay = { ok: true, json: () => Promise.resolve(null) }

export function createIdentityApi(api: ApiClient['api']): IdentityApi {
  const { sessions } = api
  return {
    sessions: (signal) => unwrap(sessions.$get({}, signal ? { init: { signal } } : {})),
    endSession: (ref) => unwrap(sessions[':ref'].end.$post({ param: { ref } })),
    endOthers: () => unwrap(sessions['end-others'].$post()),
    claimOps: (code) => done(api['claim-ops'].$post({ json: { code } })),
    signOut: () => done(api['sign-out'].$post()),
  }
}
