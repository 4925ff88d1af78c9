import type { z } from 'zod'
import type { Wecom } from '../../ports/wecom.ts'
import { isRefusal } from './authorized-calls.ts'
import type { Call, Fetch } from './http-call.ts'
import type { SecretName } from './secret-store.ts'
import * as wire from './wire.ts'

type TokenName = Extract<SecretName, 'agent_token' | 'contacts_token'>
export type Authorized = <A extends z.ZodType>(name: TokenName, call: Call, answer: A) => Promise<z.output<A>>

/** Nobody's: no company gives this userid to a member. */
const NOBODY = 'desk.self-check.nobody'

/** The verbs by which the self-check learns how the console is set up. */
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
        // "No such member" is said only to who may edit members.
        if (isRefusal(error, wire.memberNotVisibleCodes)) return true
        throw error
      }
    },
  }
}

/** Reads WeCom's clock off its answers. Compared with the machine's own clock: that is the one which may be wrong. */
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
