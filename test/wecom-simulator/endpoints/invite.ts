import { z } from 'zod'
import { findMember, membersIn, subtreeOf } from '../directory.ts'
import { post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'

/** Asks people to join by message (doc 90975). Partial failures are no error, and 0 does not prove delivery. */
export const inviteEndpoints = [
  post('batch/invite', {
    token: 'either',
    body: z.looseObject({
      user: z.array(z.string()).optional(),
      party: z.array(z.number().int()).optional(),
      tag: z.array(z.number().int()).optional(),
    }),
    handle: ({ context, token, body: { user = [], party = [], tag = [] } }) => {
      const { directory, tags } = context.state
      if (user.length + party.length + tag.length === 0) return refuse(40063)
      if (user.length > 1000) return refuse(40032)
      if (party.length > 100 || tag.length > 100) return refuse(40058)
      const visible = visibleDepartmentIds(context.state, token)
      const invaliduser = user.filter((userid) => {
        const member = findMember(directory, userid)
        return !member || !isMemberVisible(context.state, token, member)
      })
      const parties = party.filter((id) => visible.has(id))
      const known = tag.flatMap((tagid) => tags[String(tagid)] ?? [])
      const named = [...user.filter((userid) => !invaliduser.includes(userid)), ...known.flatMap((one) => one.users)]
      const below = [...parties, ...known.flatMap((one) => one.parties)].flatMap((id) => [...subtreeOf(directory, id)])
      const reached = [
        ...named.flatMap((userid) => findMember(directory, userid) ?? []),
        ...below.flatMap((id) => membersIn(directory, id)),
      ]
      // Whoever has joined is not asked again.
      const to = [...new Set(reached.filter((one) => !one.activated).map((one) => one.userid))]
      if (to.length > 0) context.record({ effect: 'invite', to, by: token })
      return {
        invaliduser,
        invalidparty: party.filter((id) => !visible.has(id)),
        invalidtag: tag.filter((tagid) => !tags[String(tagid)]),
      }
    },
  }),
]
