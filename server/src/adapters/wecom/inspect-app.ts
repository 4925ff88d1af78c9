import type { z } from 'zod'
import type { Wecom } from '../../ports/wecom.ts'
import { isRefusal } from './authorized-calls.ts'
import type { Call, Fetch } from './http-call.ts'
import type { SecretName } from './secret-store.ts'
import * as wire from './wire.ts'

type TokenName = Extract<SecretName, 'agent_token' | 'contacts_token'>
export type Authorized = <A extends z.ZodType>(name: TokenName, call: Call, answer: A) => Promise<z.output<A>>

/** A userid that no company assigns to a member. */
const NOBODY = 'desk.self-check.nobody'

/** Returns the port's functions for the self-check of the console's settings. */
export function inspectApp(
  authorized: Authorized,
  agentId: number,
): Pick<Wecom, 'describeApp' | 'getTileType' | 'canWriteContacts'> {
  return {
    async describeApp() {
      const call: Call = { method: 'GET', api: 'agent/get', query: { agentid: String(agentId) } }
      const app = await authorized('agent_token', call, wire.appAnswer)
      return {
        isClosed: app.close !== 0,
        visibleDepartments: app.allow_partys.partyid,
        visibleMemberCount: app.allow_userinfos.user.length,
        trustedDomain: app.redirect_domain,
        homeUrl: app.home_url,
      }
    },

    async getTileType() {
      const call: Call = { method: 'POST', api: 'agent/get_workbench_template', body: { agentid: agentId } }
      return (await authorized('agent_token', call, wire.tileAnswer)).type
    },

    async canWriteContacts() {
      const call: Call = { method: 'POST', api: 'user/update', body: { userid: NOBODY } }
      try {
        await authorized('contacts_token', call, wire.emptyAnswer)
        return true
      } catch (error) {
        if (isRefusal(error, wire.forbiddenCodes)) return false
        // Only a secret that can edit members gets "no such member".
        if (isRefusal(error, wire.memberNotVisibleCodes)) return true
        throw error
      }
    },
  }
}

/** Reads WeCom's clock from its responses and compares it with the system clock, the one that may be wrong. */
export function watchClock(fetch: Fetch, machineNow: () => number) {
  let skewMs: number | null = null
  return {
    skewMs: () => skewMs,
    async fetch(request: Request): Promise<Response> {
      const response = await fetch(request)
      const there = Date.parse(response.headers.get('date') ?? '')
      if (!Number.isNaN(there)) skewMs = machineNow() - there
      return response
    },
  }
}
