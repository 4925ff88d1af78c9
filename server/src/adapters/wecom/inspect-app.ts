import type { Wecom } from '../../ports/wecom.ts'
import type { AuthorizedCalls } from './authorized-calls.ts'
import { type Fetch, get, post } from './http-call.ts'
import * as wire from './wire.ts'
import { forbiddenCodes, isRefusal } from '../../kernel/app-error.ts'

/** A userid that no company assigns to a member. */
export const UNKNOWN_USERID = 'desk.self-check.nobody'

/** Returns the port's functions for the self-check of the console's settings. */
export function inspectApp(
  { asAgent, asContacts }: AuthorizedCalls,
  agentId: number,
): Pick<Wecom, 'describeApp' | 'getTileType' | 'canWriteContacts'> {
  return {
    async describeApp() {
      const app = await asAgent(get('agent/get', { agentid: String(agentId) }), wire.appAnswer)
      return {
        isClosed: app.close !== 0,
        visibleDepartments: app.allow_partys.partyid,
        visibleUserids: app.allow_userinfos.user.map(({ userid }) => userid),
        visibleTags: app.allow_tags.tagid,
        trustedDomain: app.redirect_domain,
        homeUrl: app.home_url,
      }
    },

    async getTileType() {
      return (await asAgent(post('agent/get_workbench_template', { agentid: agentId }), wire.tileAnswer)).type
    },

    async canWriteContacts() {
      try {
        await asContacts(post('user/update', { userid: UNKNOWN_USERID }), wire.emptyAnswer)
        return true
      } catch (error) {
        if (isRefusal(error, forbiddenCodes)) return false
        // Only a secret that can edit members gets "no such member".
        if (isRefusal(error, wire.memberNotVisibleCodes)) return true
        throw error
      }
    },
  }
}

/** Reads WeCom's clock from its responses, to find out how far the system clock is ahead of it. */
export function watchClock(fetch: Fetch, now: () => number) {
  let skewMs: number | null = null
  return {
    skewMs: () => skewMs,
    async fetch(request: Request): Promise<Response> {
      const response = await fetch(request)
      const serverTime = Date.parse(response.headers.get('date') ?? '')
      if (!Number.isNaN(serverTime)) skewMs = now() - serverTime
      return response
    },
  }
}
