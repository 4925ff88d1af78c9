import { z } from 'zod'
import { membersOf, type SimMember } from '../directory.ts'
import { post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { recordFailedLookup, requireLookupsAllowed } from '../limits.ts'
import { plainMobile } from '../plain-mobile.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible } from '../visibility.ts'
import type { SimulatorContext } from '../simulator-context.ts'

type Lookup = { token: TokenKind; matches: (member: SimMember) => boolean; notFound: number }

const lookUp = (context: SimulatorContext, { token, matches, notFound }: Lookup): { userid: string } => {
  requireLookupsAllowed(context)
  const members = membersOf(context.state.directory)
  const member = members.find((candidate) => matches(candidate) && isMemberVisible(context.state, token, candidate))
  if (member) return { userid: member.userid }
  recordFailedLookup(context, members.length)
  return refuse(notFound)
}

const isSame = (one: string, other: string): boolean => one !== '' && one.toLowerCase() === other.toLowerCase()

export const lookupEndpoints = [
  post('user/getuserid', {
    token: 'either',
    body: z.looseObject({ mobile: z.string() }),
    handle: ({ context, token, body }) => {
      const bytes = Buffer.byteLength(body.mobile)
      if (bytes < 5 || bytes > 32) return refuse(60103)
      const matches = (member: SimMember) => isSame(member.mobile, plainMobile(body.mobile))
      return lookUp(context, { token, matches, notFound: 46004 })
    },
  }),
  post('user/get_userid_by_email', {
    token: 'either',
    body: z.looseObject({ email: z.string(), email_type: z.union([z.literal(1), z.literal(2)]).optional() }),
    handle: ({ context, token, body }) => {
      const isBusiness = body.email_type !== 2
      const matches = (member: SimMember) => isSame(isBusiness ? member.bizMail : member.email, body.email)
      return lookUp(context, { token, matches, notFound: isBusiness ? 60148 : 60147 })
    },
  }),
]
