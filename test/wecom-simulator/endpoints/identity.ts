import { z } from 'zod'
import { findMember } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { issueTfaCode, passSecondFactor } from '../second-factor.ts'
import type { OAuthCode } from '../state.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible } from '../visibility.ts'
import type { World } from '../simulator-context.ts'

const codeLifeMs = 5 * 60 * 1000

/** Good for one exchange, whichever of the two it is. */
const consume = (world: World, value: string): OAuthCode => {
  const code = world.state.codes[value]
  if (!code || code.used || world.clock.nowMs() - code.issuedAtMs > codeLifeMs) return refuse(40029)
  code.used = true
  return code
}

/** A self-built app passes only whom it may see (doc 99499). */
const requireInRange = (world: World, token: TokenKind, userid: string): void => {
  const member = findMember(world.state.directory, userid)
  if (!member) return refuse(60111)
  if (!isMemberVisible(world.state, token, member)) refuse(world.state.switches.outOfRangeCode)
}

export const identityEndpoints = [
  get('auth/getuserinfo', {
    token: 'agent',
    query: z.looseObject({ code: z.string().optional() }),
    handle: ({ world, query }) => {
      if (!query.code) return refuse(41008)
      const code = consume(world, query.code)
      // A member is named whether in the app's range or not; the app has to look (doc 91023).
      return code.userid === null ? { openid: code.openid } : { userid: code.userid }
    },
  }),
  post('auth/get_tfa_info', {
    token: 'either',
    body: z.looseObject({ code: z.string().optional() }),
    handle: ({ world, token, body }) => {
      if (!body.code) return refuse(41008)
      const { userid } = consume(world, body.code)
      if (userid === null) return refuse(40208)
      requireInRange(world, token, userid)
      return { userid, tfa_code: issueTfaCode(world, userid) }
    },
  }),
  post('user/tfa_succ', {
    token: 'either',
    body: z.looseObject({ userid: z.string().optional(), tfa_code: z.string().optional() }),
    handle: ({ world, token, body }) => {
      if (!body.userid) return refuse(41009)
      requireInRange(world, token, body.userid)
      passSecondFactor(world, body.userid, body.tfa_code ?? '')
      return {}
    },
  }),
]
