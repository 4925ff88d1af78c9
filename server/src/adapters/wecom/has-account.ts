import type { Wecom } from '../../ports/wecom.ts'
import { type AuthorizedCalls, nullFor } from './authorized-calls.ts'
import { membershipsByIds } from './find-memberships.ts'
import { get } from './http-call.ts'
import * as wire from './wire.ts'
import { isRefusal } from '../../kernel/app-error.ts'

/**
 * Looks for the account in the contacts' list of ids, which has no visible range, and reads it: the record of a
 * member who left may remain. If that list cannot be read or is empty, the app's own read cannot tell a deleted member from one
 * outside its visible range: both are 60111 (doc 90313), and the result is null.
 */
export function hasAccount({ asAgent, asContacts }: AuthorizedCalls): Wecom['hasAccount'] {
  return async (userid) => {
    const listed = await membershipsByIds(asContacts, [userid]).catch(nullFor(wire.contactsReadCodes))
    if (listed?.length === 0) return false
    return asAgent(get('user/get', { userid }), wire.memberAnswer).then(
      ({ status }) => status !== wire.LEFT,
      (error: unknown) => {
        const existsForApp = isRefusal(error, wire.outOfRangeCodes) || nullFor(wire.memberNotVisibleCodes)(error)
        return listed === null ? existsForApp : true
      },
    )
  }
}

/** Reads the record that may remain of a member who left (status 5, doc 90196). */
export function isShownAsLeft({ asAgent }: AuthorizedCalls): Wecom['isShownAsLeft'] {
  return async (userid) => {
    const call = asAgent(get('user/get', { userid }), wire.memberAnswer)
    return (await call.catch(nullFor(wire.memberNotVisibleCodes)))?.status === wire.LEFT
  }
}

/** Looks for many accounts in one reading of the contacts' list of ids, without reading their records. */
export function findAccounts({ asContacts }: AuthorizedCalls): Wecom['findAccounts'] {
  return async (userids) => {
    const listed = await membershipsByIds(asContacts, userids).catch(nullFor(wire.contactsReadCodes))
    const keys = listed && new Set(listed.map(({ userid }) => userid.toLowerCase()))
    return keys && userids.filter((userid) => keys.has(userid.toLowerCase()))
  }
}
