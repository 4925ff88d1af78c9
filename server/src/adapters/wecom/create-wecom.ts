import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { z } from 'zod'
import {
  DUPLICATE_WINDOW_S,
  type JsapiTicketKind,
  type NoticeCard,
  type Wecom,
  type WecomMember,
} from '../../ports/wecom.ts'
import { type AuthorizedCalls, type CallOptions, createAuthorizedCalls, nullFor } from './authorized-calls.ts'
import { templateCard, textContent } from './message-content.ts'
import { type Call, get, post } from './http-call.ts'
import { findMemberships } from './find-memberships.ts'
import { findAccounts, hasAccount, isShownAsLeft } from './has-account.ts'
import { groupChats } from './group-chats.ts'
import { openAccounts } from './open-accounts.ts'
import { inspectApp, watchClock } from './inspect-app.ts'
import { protectAccount } from './protect-account.ts'
import { isRefusal } from '../../kernel/app-error.ts'
import type { IssuedToken, TokenName } from './token-store.ts'
import * as wire from './wire.ts'

/**
 * Implements the port over HTTP with two separate tokens: the app secret's for reads and messages, the contacts
 * secret's for writes, and for reads beyond the app's visible range.
 */
export function createWecom(options: CallOptions): Wecom {
  const { fetch: watchedFetch, skewMs } = watchClock(options.fetch ?? fetch, Date.now)
  const { calls, tokens } = createAuthorizedCalls({ ...options, fetch: watchedFetch })
  const refetchedAtMs = new Map<TokenName, number>()
  const cachedTicket: CachedTicket = async (name, fetchTicket, isRefused) => {
    const ticket = await tokens.get(name, fetchTicket)
    const now = options.clock.now().getTime()
    if (!isRefused || now - (refetchedAtMs.get(name) ?? 0) < TICKET_REFETCH_MS) return ticket.value
    refetchedAtMs.set(name, now)
    options.log?.warn({ ticket: name }, 'the WeCom client refuses the signature of a page: fetching the ticket again')
    return (await tokens.get(name, fetchTicket, ticket)).value
  }
  return { ...wecomOver(calls, options.agentId, cachedTicket, skewMs), clockSkewMs: skewMs }
}

type CachedTicket = (name: TokenName, fetchTicket: () => Promise<IssuedToken>, isRefused: boolean) => Promise<string>

/**
 * Minimum time between two fetches of a refused ticket: WeCom limits the fetches per hour (doc 90506), and any member's
 * page may report that its signature was refused.
 */
const TICKET_REFETCH_MS = 10 * MINUTE_MS

/** Implements the port over calls that already carry their token. `skewMs`: see `clockSkewMs` of the port. */
export function wecomOver(
  calls: AuthorizedCalls,
  agentId: number,
  cachedTicket: CachedTicket,
  skewMs: () => number | null,
): Omit<Wecom, 'clockSkewMs'> {
  const { asAgent, asContacts } = calls
  const awaited = (call: Call): Call => ({ ...call, isAwaited: true })

  async function send(userids: readonly string[], message: object) {
    const body = {
      touser: userids.join('|'),
      agentid: agentId,
      ...message,
      enable_duplicate_check: 1,
      duplicate_check_interval: DUPLICATE_WINDOW_S,
    }
    try {
      const { invaliduser, msgid, response_code } = await asAgent(post('message/send', body), wire.sendAnswer)
      const undelivered = invaliduser.split('|').filter((userid) => userid !== '')
      return { undelivered, msgid, responseCode: response_code || null }
    } catch (error) {
      if (isRefusal(error, wire.noReceiverCodes)) return { undelivered: userids, msgid: '', responseCode: null }
      // The card is in the chats already; its code is lost, so it can be opened but no longer replaced.
      if (isRefusal(error, wire.duplicateTaskCodes)) return { undelivered: [], msgid: '', responseCode: null }
      throw error
    }
  }

  return {
    async identityByCode(code) {
      // Not limited again: the OAuth code limiter has its own slots.
      const call = { ...awaited(get('auth/getuserinfo', { code })), isUrgent: true }
      const answer = await asAgent(call, wire.identityAnswer)
      const userid = answer.userid ?? answer.UserId
      // A slash marks a member of another company of the chain (doc 93360).
      return userid === undefined || userid.includes('/') ? { kind: 'outsider' } : { kind: 'member', userid }
    },

    async contactsByCode(code) {
      const { user_ticket: ticket } = await asAgent(awaited(get('auth/getuserinfo', { code })), wire.identityAnswer)
      if (ticket === undefined) return null
      const { userid, mobile, email, biz_mail } = await asAgent(
        awaited(post('auth/getuserdetail', { user_ticket: ticket })),
        wire.contactsAnswer,
      )
      return { userid, mobile, email, biz_mail }
    },

    findMember: (userid) =>
      asAgent(awaited(get('user/get', { userid })), wire.memberAnswer).then(
        toMember,
        nullFor(wire.memberNotVisibleCodes),
      ),

    hasAccount: hasAccount(calls),
    findAccounts: findAccounts(calls),
    isShownAsLeft: isShownAsLeft(calls),

    async findOwner(kind, value) {
      const call =
        kind === 'mobile'
          ? post('user/getuserid', { mobile: value })
          : post('user/get_userid_by_email', { email: value, email_type: kind === 'biz_mail' ? 1 : 2 })
      return asAgent(call, wire.ownerAnswer).then(({ userid }) => userid, nullFor(wire.ownerNotFoundCodes))
    },

    async listDepartments(under) {
      const call = get('department/list', under === undefined ? {} : { id: String(under) })
      const { department } = await asAgent(call, wire.departmentListAnswer)
      return department.map(({ id, name, parentid, order }) => ({ id, name, parentId: parentid, order }))
    },

    async listTagged(tag) {
      const call = asAgent(get('tag/get', { tagid: String(tag) }), wire.tagAnswer)
      const found = await call.catch(nullFor(wire.noTagCodes))
      return { userids: found?.userlist.map(({ userid }) => userid) ?? [], departments: found?.partylist ?? [] }
    },

    async listMembers(departmentId) {
      const call = get('user/list', { department_id: String(departmentId) })
      return (await asAgent(call, wire.memberListAnswer)).userlist.flatMap((answer) => toMember(answer) ?? [])
    },

    findMemberships: findMemberships(calls, agentId),

    async updateMember(userid, fields) {
      await asContacts(post('user/update', { userid, ...wire.toUpdateParameters(fields) }), wire.emptyAnswer)
    },

    async sendCard(userid, card) {
      const { undelivered, ...sent } = await send([userid], cardMessage(card))
      return undelivered.length > 0 ? { delivered: false, msgid: '', responseCode: null } : { delivered: true, ...sent }
    },

    async replaceCard(userids, responseCode, card) {
      const body = {
        userids,
        agentid: agentId,
        response_code: responseCode,
        template_card: templateCard(card),
      }
      const call = post('message/update_template_card', body)
      return (await asAgent(call, wire.replaceAnswer).catch(nullFor(wire.expiredCardCodes))) !== null
    },

    async sendText(userids, text) {
      const { undelivered } = await send(userids, { msgtype: 'text', text: { content: textContent(text) } })
      return { undelivered }
    },

    async sendCards(userids, card) {
      const { undelivered, responseCode } = await send(userids, cardMessage(card))
      return { undelivered, responseCode }
    },

    async setTileTemplate(counters) {
      const items = counters.map(({ name, url }) => ({ key: name, data: '0', jump_url: url }))
      // False: the previous numbers of a member stay until their new ones arrive.
      const body = { agentid: agentId, type: 'keydata', keydata: { items }, replace_user_data: false }
      await asAgent(post('agent/set_workbench_template', body), wire.emptyAnswer)
    },

    async setTileCounts(userids, counts) {
      const items = counts.map(({ name, url, count }) => ({ key: name, data: String(count), jump_url: url }))
      const body = { agentid: agentId, userid_list: userids, data: { type: 'keydata', keydata: { items } } }
      const call = post('agent/batch_set_workbench_data', body)
      return (await asAgent(call, wire.emptyAnswer).catch(nullFor(wire.memberListCodes))) !== null
    },

    ...inspectApp(calls, agentId),
    ...protectAccount(calls, skewMs),
    ...openAccounts(calls),
    ...groupChats(calls),

    async jsapiTicket(kind, { isRefused = false } = {}) {
      const call = ticketCalls[kind]
      const fetchTicket = async () => {
        const { ticket, expires_in } = await asAgent(get(call.api, call.query), wire.ticketAnswer)
        return { value: ticket, expiresIn: expires_in }
      }
      return cachedTicket(call.name, fetchTicket, isRefused)
    },
  }
}

const ticketCalls = {
  corp: { name: 'corp_ticket', api: 'get_jsapi_ticket', query: {} },
  agent: { name: 'agent_ticket', api: 'ticket/get', query: { type: 'agent_config' } },
} as const satisfies Record<JsapiTicketKind, { name: TokenName; api: string; query: Record<string, string> }>

const cardMessage = (card: NoticeCard) => ({ msgtype: 'template_card', template_card: templateCard(card) })

/** Returns the member; null for one who left the company and whose record WeCom still shows. */
function toMember(answer: z.output<typeof wire.memberAnswer>): WecomMember | null {
  const { department, is_leader_in_dept, main_department, status, ...rest } = answer
  if (status === wire.LEFT) return null
  return {
    userid: rest.userid,
    name: rest.name,
    alias: rest.alias,
    departments: department,
    // Absent when the department is not visible to the app; the first visible one replaces it.
    mainDepartment: main_department ?? department[0] ?? null,
    leads: department.filter((_, index) => is_leader_in_dept[index] === 1),
    position: rest.position,
    telephone: rest.telephone,
    status,
    attributes: Object.fromEntries(rest.extattr.attrs.flatMap(({ name, text }) => (text ? [[name, text.value]] : []))),
  }
}
