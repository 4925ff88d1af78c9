import type { ApiClient } from '@desk/server/client'
import type { SessionView } from '@desk/shared/session/session-schemas'
import { requestInit } from './request-options.ts'
import { unwrap, unwrapEmpty } from './unwrap.ts'

/**
 * Creates the API client of the pages about the signed-in member. Each change of a session returns the list of
 * sessions.
 */
export function createIdentityApi(api: ApiClient['api']) {
  const { sessions } = api
  return {
    card: (signal?: AbortSignal) => unwrap(api.me.card.$get({}, requestInit(signal))),
    sessions: (signal?: AbortSignal) => unwrap(sessions.$get({}, requestInit(signal))),
    endSession: (ref: SessionView['ref']) => unwrap(sessions[':ref'].end.$post({ param: { ref } })),
    endOthers: () => unwrap(sessions['end-others'].$post()),
    claimOps: (code: string) => unwrapEmpty(api['claim-ops'].$post({ json: { code } })),
    signOut: () => unwrapEmpty(api['sign-out'].$post()),
  }
}
