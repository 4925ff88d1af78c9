import { z } from 'zod'
import { findDepartment, findMember, membersIn, membersOf } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { deleteMember, updateMember } from '../member-changes.ts'
import { memberUpdateSchema } from '../member-update.ts'
import { memberView } from '../member-view.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'
import type { World } from '../world.ts'

const ofDepartment = z.looseObject({ department_id: z.coerce.number().int() })

const requireVisibleDepartment = (world: World, token: TokenKind, id: number): void => {
  if (!findDepartment(world.state.directory, id)) refuse(60123)
  if (!visibleDepartmentIds(world.state, token).has(id)) refuse(60011)
}

/** Direct members only; there is no `fetch_child` any more (doc 90200). */
const listed = (world: World, token: TokenKind, departmentId: number) => {
  requireVisibleDepartment(world, token, departmentId)
  return membersIn(world.state.directory, departmentId).map((member) => memberView(world.state, token, member))
}

/** One row per membership, in a stable order, so that a cursor is a position. */
const memberships = (world: World) =>
  membersOf(world.state.directory).flatMap((member) =>
    member.department.map((department) => ({ userid: member.userid, department })),
  )

export const memberEndpoints = [
  get('user/get', {
    token: 'agentRead',
    query: z.looseObject({ userid: z.string().optional() }),
    handle: ({ world, token, query }) => {
      if (!query.userid) return refuse(41009)
      const member = findMember(world.state.directory, query.userid)
      if (!member) return refuse(60111)
      if (!isMemberVisible(world.state, token, member)) return refuse(world.state.switches.outOfRangeCode)
      return memberView(world.state, token, member)
    },
  }),
  get('user/list', {
    token: 'agentRead',
    query: ofDepartment,
    handle: ({ world, token, query }) => ({ userlist: listed(world, token, query.department_id) }),
  }),
  get('user/simplelist', {
    token: 'agentRead',
    query: ofDepartment,
    handle: ({ world, token, query }) => ({
      userlist: listed(world, token, query.department_id).map(({ userid, name, department }) => ({
        userid,
        name,
        department,
      })),
    }),
  }),
  post('user/list_id', {
    token: 'contactsOnly',
    body: z.looseObject({ cursor: z.string().optional(), limit: z.number().int().min(1).max(10_000).optional() }),
    handle: ({ world, body }) => {
      const from = body.cursor ? Number(body.cursor) : 0
      if (!Number.isInteger(from) || from < 0) return refuse(40035, 'cursor')
      const rows = memberships(world)
      const to = from + (body.limit ?? 10_000)
      return { next_cursor: to < rows.length ? String(to) : '', dept_user: rows.slice(from, to) }
    },
  }),
  post('user/update', {
    token: 'contactsWrite',
    body: memberUpdateSchema,
    handle: ({ world, body }) => {
      updateMember(world, body, 'contacts')
      return { errmsg: 'updated' }
    },
  }),
  get('user/delete', {
    token: 'contactsWrite',
    query: z.looseObject({ userid: z.string().optional() }),
    handle: ({ world, query }) => {
      if (!query.userid) return refuse(41009)
      deleteMember(world, query.userid, 'contacts')
      return { errmsg: 'deleted' }
    },
  }),
]
