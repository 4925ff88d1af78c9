import { z } from 'zod'
import { get } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { recordWrongSecret } from '../limits.ts'
import { issueTicket, requireTicketBudget } from '../tickets.ts'
import { issueToken } from '../tokens.ts'

export const tokenEndpoints = [
  get('gettoken', {
    token: 'none',
    query: z.looseObject({ corpid: z.string().optional(), corpsecret: z.string().optional() }),
    handle: ({ context, query, ip }) => {
      const { corp, app } = context.state
      if (!query.corpid) return refuse(41002)
      if (!query.corpsecret) return refuse(41004)
      if (query.corpid !== corp.id) return refuse(40013)
      const isContacts = query.corpsecret === corp.contactsSecret
      const isWrong = !isContacts && query.corpsecret !== app.secret
      if (isWrong) recordWrongSecret(context, ip)
      // A stopped app gets no token (help text of 40001).
      if (isWrong || (!isContacts && app.closed)) return refuse(40001)
      const token = issueToken(context, isContacts ? 'contacts' : 'agent')
      return { access_token: token.value, expires_in: token.expiresInSeconds }
    },
  }),
  get('get_jsapi_ticket', {
    token: 'either',
    handle: ({ context }) => {
      requireTicketBudget(context)
      return issueTicket(context, 'corp')
    },
  }),
  get('ticket/get', {
    token: 'agent',
    query: z.looseObject({ type: z.string().optional() }),
    handle: ({ context, query }) => {
      if (query.type !== 'agent_config') return refuse(91040)
      return issueTicket(context, 'agent')
    },
  }),
  get('get_api_domain_ip', { token: 'either', handle: () => ({ ip_list: ['182.254.11.176', '182.254.78.66'] }) }),
  get('getcallbackip', { token: 'either', handle: () => ({ ip_list: ['101.226.103.*', '127.0.0.1'] }) }),
]
