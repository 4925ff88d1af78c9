import { z } from 'zod'
import { get } from '../endpoint.ts'
import { refuse } from '../errors.ts'

const codeLifeMs = 5 * 60 * 1000

export const identityEndpoints = [
  get('auth/getuserinfo', {
    token: 'agent',
    query: z.looseObject({ code: z.string().optional() }),
    handle: ({ world, query }) => {
      if (!query.code) return refuse(41008)
      const code = world.state.codes[query.code]
      if (!code || code.used || world.clock.nowMs() - code.issuedAtMs > codeLifeMs) return refuse(40029)
      code.used = true
      // A member is named whether in the app's range or not; the app has to look (doc 91023).
      return code.userid === null ? { openid: code.openid } : { userid: code.userid }
    },
  }),
]
