import type { z } from 'zod'
import type { Database } from '../../db/database.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JsapiTicketKind, SentCard, Wecom, WecomMember } from '../../ports/wecom.ts'
import { templateCard } from './card.ts'
import { type Call, callWecom, type Fetch } from './http-call.ts'
import { createSecretStore, type LentSecret, type SecretName } from './secret-store.ts'
import * as wire from './wire.ts'

export type WecomOptions = {
  apiBase: string
  corpId: string
  agentId: number
  agentSecret: string
  /** Absent: nothing can be written; `updateMember` is refused with 48002 as WeCom itself would. */
  contactsSecret?: string
  db: Database
  clock: Clock
  fetch?: Fetch
}

type TokenName = Extract<SecretName, 'agent_token' | 'contacts_token'>

/** WeCom's answer to a token without the right for a call (doc 90313). */
const API_FORBIDDEN = 48002
/** The longest window in which WeCom drops a card that is byte for byte the same: 4 h (doc 90236). */
const DUPLICATE_WINDOW_S = 14_400

/** The port over HTTP. Two secrets, two tokens, never mixed: the agent's reads and messages, the contacts' writes. */
export function createWecom(options: WecomOptions): Wecom {
  const { apiBase, corpId, agentId, agentSecret, contactsSecret } = options
  const secrets = createSecretStore(options)
  const plainCall = <A extends z.ZodType>(call: Call, answer: A) =>
    callWecom(apiBase, options.fetch ?? fetch, call, answer)

  async function fetchToken(name: TokenName): Promise<LentSecret> {
    const corpsecret = name === 'agent_token' ? agentSecret : contactsSecret
    if (corpsecret === undefined) throw new WecomRefusedError(API_FORBIDDEN, 'gettoken')
    const call: Call = { method: 'GET', api: 'gettoken', query: { corpid: corpId, corpsecret } }
    const { access_token, expires_in } = await plainCall(call, wire.tokenAnswer)
    return { value: access_token, expiresIn: expires_in }
  }

  /** With a token; on a dead one fetches another and repeats once, never more. */
  async function authorized<A extends z.ZodType>(name: TokenName, call: Call, answer: A): Promise<z.output<A>> {
    const withToken = (access_token: string) => plainCall({ ...call, query: { access_token, ...call.query } }, answer)
    const token = await secrets.get(name, () => fetchToken(name))
    try {
      return await withToken(token)
    } catch (error) {
      if (!isRefusal(error, wire.staleTokenCodes)) throw error
      return withToken(await secrets.get(name, () => fetchToken(name), token))
    }
  }

  const asAgent = <A extends z.ZodType>(call: Call, answer: A) => authorized('agent_token', call, answer)
  const get = (api: string, query: Record<string, string> = {}): Call => ({ method: 'GET', api, query })
  const post = (api: string, body: unknown): Call => ({ method: 'POST', api, body })

  return {
    async identityByCode(code) {
      const answer = await asAgent(get('auth/getuserinfo', { code }), wire.identityAnswer)
      const userid = answer.userid ?? answer.UserId
      // A slash marks somebody of another company of the chain (doc 93360): not one of ours.
      return userid === undefined || userid.includes('/') ? { kind: 'outsider' } : { kind: 'member', userid }
    },

    findMember: (userid) =>
      asAgent(get('user/get', { userid }), wire.memberAnswer).then(toMember, nullFor(wire.unseenMemberCodes)),

    async listDepartments() {
      const { department } = await asAgent(get('department/list'), wire.departmentListAnswer)
      return department.map(({ id, name, parentid, order }) => ({ id, name, parentId: parentid, order }))
    },

    async listMembers(departmentId) {
      const call = get('user/list', { department_id: String(departmentId) })
      return (await asAgent(call, wire.memberListAnswer)).userlist.map(toMember)
    },

    async updateMember(userid, fields) {
      await authorized('contacts_token', post('user/update', { userid, ...fields }), wire.emptyAnswer)
    },

    async sendCard(userid, card) {
      const body = {
        touser: userid,
        msgtype: 'template_card',
        agentid: agentId,
        template_card: templateCard(card),
        enable_duplicate_check: 1,
        duplicate_check_interval: DUPLICATE_WINDOW_S,
      }
      try {
        const sent = await asAgent(post('message/send', body), wire.sendAnswer)
        if (sent.invaliduser !== '') return undelivered
        return { delivered: true, msgid: sent.msgid, responseCode: sent.response_code || null }
      } catch (error) {
        if (isRefusal(error, wire.noReceiverCodes)) return undelivered
        // It hangs in the chat already; its code is lost, so it can be opened but no longer replaced.
        if (isRefusal(error, wire.usedTaskCodes)) return { delivered: true, msgid: '', responseCode: null }
        throw error
      }
    },

    async replaceCard(userid, responseCode, card) {
      const body = {
        userids: [userid],
        agentid: agentId,
        response_code: responseCode,
        template_card: templateCard(card),
      }
      const call = post('message/update_template_card', body)
      return (await asAgent(call, wire.replaceAnswer).catch(nullFor(wire.spentCardCodes))) !== null
    },

    jsapiTicket(kind) {
      const call = ticketCalls[kind]
      return secrets.get(call.name, async () => {
        const { ticket, expires_in } = await asAgent(get(call.api, call.query), wire.ticketAnswer)
        return { value: ticket, expiresIn: expires_in }
      })
    },
  }
}

const ticketCalls = {
  corp: { name: 'corp_ticket', api: 'get_jsapi_ticket', query: {} },
  agent: { name: 'agent_ticket', api: 'ticket/get', query: { type: 'agent_config' } },
} as const satisfies Record<JsapiTicketKind, { name: SecretName; api: string; query: Record<string, string> }>

const undelivered: SentCard = { delivered: false, msgid: '', responseCode: null }

const isRefusal = (error: unknown, codes: readonly number[]): boolean =>
  error instanceof WecomRefusedError && codes.includes(error.errcode)

/** Turns the refusals that mean "none" into null; everything else stays an error. */
const nullFor = (codes: readonly number[]) => (error: unknown) => {
  if (isRefusal(error, codes)) return null
  throw error
}

function toMember(answer: z.output<typeof wire.memberAnswer>): WecomMember {
  const { department, is_leader_in_dept, main_department, ...rest } = answer
  return {
    userid: rest.userid,
    name: rest.name,
    alias: rest.alias,
    departments: department,
    // Not sent when the app may not see the department; the first visible one stands in for it.
    mainDepartment: main_department ?? department[0] ?? null,
    leads: department.filter((_, index) => is_leader_in_dept[index] === 1),
    position: rest.position,
    telephone: rest.telephone,
    status: rest.status,
  }
}
