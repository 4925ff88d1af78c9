import { z } from 'zod'
import { findMember, membersIn, subtreeOf } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { joinCodeUrl } from '../join-code.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'

/** Invites members to join (docs 90975, 91714). Partial failures are no error, and errcode 0 does not prove delivery. */
export const inviteEndpoints = [
  get('corp/get_join_qrcode', {
    token: 'contactsOnly',
    query: z.looseObject({ size_type: z.coerce.number().int().min(1).max(4).optional() }),
    handle: ({ context, query }) => ({ join_qrcode: joinCodeUrl(context, query.size_type ?? 2) }),
  }),
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
      const validTags = tag.flatMap((tagid) => tags[String(tagid)] ?? [])
      const userids = [
        ...user.filter((userid) => !invaliduser.includes(userid)),
        ...validTags.flatMap((tag) => tag.users),
      ]
      const departmentIds = [...parties, ...validTags.flatMap((tag) => tag.parties)].flatMap((id) => [
        ...subtreeOf(directory, id),
      ])
      const members = [
        ...userids.flatMap((userid) => findMember(directory, userid) ?? []),
        ...departmentIds.flatMap((id) => membersIn(directory, id)),
      ]
      // Members who have joined are not invited again.
      const to = [...new Set(members.filter((member) => !member.activated).map((member) => member.userid))]
      if (to.length > 0) context.record({ effect: 'invite', to, by: token })
      return {
        invaliduser,
        invalidparty: party.filter((id) => !visible.has(id)),
        invalidtag: tag.filter((tagid) => !tags[String(tagid)]),
      }
    },
  }),
]
