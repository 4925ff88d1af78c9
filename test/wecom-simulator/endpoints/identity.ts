import { z } from 'zod'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { findMember } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { issueTfaCode, passSecondFactor } from '../second-factor.ts'
import { grantedFields } from '../sensitive-fields.ts'
import type { OAuthCode } from '../state.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible } from '../visibility.ts'
import type { SimulatorContext } from '../simulator-context.ts'

const CODE_LIFETIME_MS = 5 * MINUTE_MS
const TICKET_LIFETIME_MS = 30 * MINUTE_MS

/** Marks a code as used. It is valid for one exchange, with either endpoint. */
const consumeCode = (context: SimulatorContext, value: string): OAuthCode => {
  const code = context.state.codes[value]
  if (!code || code.used || context.clock.nowMs() - code.issuedAtMs > CODE_LIFETIME_MS) return refuse(40029)
  code.used = true
  return code
}

/** Refuses a member outside the visible range: the app cannot read their details or confirm their second factor (doc 99499). */
const requireInRange = (context: SimulatorContext, token: TokenKind, userid: string): void => {
  const member = findMember(context.state.directory, userid)
  if (!member) return refuse(60111)
  if (!isMemberVisible(context.state, token, member)) refuse(context.state.switches.outOfRangeCode)
}

export const identityEndpoints = [
  get('auth/getuserinfo', {
    token: 'agent',
    query: z.looseObject({ code: z.string().optional() }),
    handle: ({ context, query }) => {
      if (!query.code) return refuse(41008)
      const code = consumeCode(context, query.code)
      // Members outside the visible range are returned too; the app has to check (doc 91023).
      if (code.userid === null) return { openid: code.openid }
      if (!code.granted) return { userid: code.userid }
      code.ticket = context.newId('ticket')
      return { userid: code.userid, user_ticket: code.ticket }
    },
  }),
  post('auth/getuserdetail', {
    token: 'agent',
    body: z.looseObject({ user_ticket: z.string().optional() }),
    handle: ({ context, token, body }) => {
      if (!body.user_ticket) return refuse(84090)
      const issued = Object.values(context.state.codes).find(({ ticket }) => ticket === body.user_ticket)
      if (!issued?.userid) return refuse(84015)
      if (context.clock.nowMs() - issued.issuedAtMs > TICKET_LIFETIME_MS) return refuse(84014)
      requireInRange(context, token, issued.userid)
      const member = findMember(context.state.directory, issued.userid)!
      const { granted = [] } = issued
      const readable = granted.filter((name) => context.state.app.sensitiveFields.includes(name))
      return { userid: member.userid, ...grantedFields(member, readable) }
    },
  }),
  post('auth/get_tfa_info', {
    token: 'either',
    body: z.looseObject({ code: z.string().optional() }),
    handle: ({ context, token, body }) => {
      if (!body.code) return refuse(41008)
      const { userid } = consumeCode(context, body.code)
      if (userid === null) return refuse(40208)
      requireInRange(context, token, userid)
      return { userid, tfa_code: issueTfaCode(context, userid) }
    },
  }),
  post('user/tfa_succ', {
    token: 'either',
    body: z.looseObject({ userid: z.string().optional(), tfa_code: z.string().optional() }),
    handle: ({ context, token, body }) => {
      if (!body.userid) return refuse(41009)
      requireInRange(context, token, body.userid)
      passSecondFactor(context, body.userid, body.tfa_code ?? '')
      return {}
    },
  }),
]
