import { z } from 'zod'
import { type Directory, findDepartment, findMember, isSameUserid, membersIn, membersOf } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { deleteMember, updateMember } from '../member-changes.ts'
import { createMember, memberCreateSchema } from '../member-create.ts'
import { memberUpdateSchema } from '../member-update.ts'
import { memberView } from '../member-view.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'
import type { SimulatorContext } from '../simulator-context.ts'

const departmentIdSchema = z.looseObject({ department_id: z.coerce.number().int() })

const requireVisibleDepartment = (context: SimulatorContext, token: TokenKind, id: number): void => {
  if (!findDepartment(context.state.directory, id)) refuse(60123)
  if (!visibleDepartmentIds(context.state, token).has(id)) refuse(60011)
}

/** Lists direct members of a department; `fetch_child` was removed (doc 90200). */
const listMembers = (context: SimulatorContext, token: TokenKind, departmentId: number) => {
  requireVisibleDepartment(context, token, departmentId)
  return membersIn(context.state.directory, departmentId).map((member) => memberView(context.state, token, member))
}

type Membership = { userid: string; department: number }
const membershipCache = new WeakMap<Directory, { version: number; rows: Membership[] }>()

/** Lists one row for each membership, in a stable order: the cursor is a position. */
const listMemberships = ({ state: { directory } }: SimulatorContext): Membership[] => {
  const cached = membershipCache.get(directory)
  if (cached?.version === directory.version) return cached.rows
  const rows: Membership[] = []
  for (const { userid, department } of membersOf(directory)) {
    for (const id of department) rows.push({ userid, department: id })
  }
  membershipCache.set(directory, { version: directory.version, rows })
  return rows
}

/** Deletes members. An unknown userid fails the whole call (doc 90199). */
const deleteMembers = (context: SimulatorContext, userids: readonly string[]): void => {
  if (userids.length === 0) refuse(40063, 'useridlist')
  if (userids.length > 200) refuse(40032)
  if (userids.some((userid) => !findMember(context.state.directory, userid))) refuse(40031)
  const { creator } = context.state.corp
  if (creator !== null && userids.some((userid) => isSameUserid(userid, creator))) refuse(301005)
  for (const userid of new Set(userids.map((id) => id.toLowerCase()))) deleteMember(context, userid, 'contacts')
}

export const memberEndpoints = [
  get('user/get', {
    token: 'agentRead',
    query: z.looseObject({ userid: z.string().optional() }),
    handle: ({ context, token, query }) => {
      if (!query.userid) return refuse(41009)
      const member = findMember(context.state.directory, query.userid)
      if (!member) return refuse(60111)
      if (!isMemberVisible(context.state, token, member)) return refuse(context.state.switches.outOfRangeCode)
      return memberView(context.state, token, member)
    },
  }),
  get('user/list', {
    token: 'agentRead',
    query: departmentIdSchema,
    handle: ({ context, token, query }) => ({ userlist: listMembers(context, token, query.department_id) }),
  }),
  get('user/simplelist', {
    token: 'agentRead',
    query: departmentIdSchema,
    handle: ({ context, token, query }) => ({
      userlist: listMembers(context, token, query.department_id).map(({ userid, name, department }) => ({
        userid,
        name,
        department,
      })),
    }),
  }),
  post('user/list_id', {
    token: 'contactsOnly',
    body: z.looseObject({ cursor: z.string().optional(), limit: z.number().int().min(1).max(10_000).optional() }),
    handle: ({ context, body }) => {
      const from = body.cursor ? Number(body.cursor) : 0
      if (!Number.isInteger(from) || from < 0) return refuse(40058, 'cursor')
      const rows = listMemberships(context)
      const to = from + (body.limit ?? 10_000)
      return { next_cursor: to < rows.length ? String(to) : '', dept_user: rows.slice(from, to) }
    },
  }),
  post('user/create', {
    token: 'contactsWrite',
    body: memberCreateSchema,
    handle: ({ context, body }) => {
      const departments = createMember(context, body, 'contacts')
      return {
        errmsg: 'created',
        ...(departments.length > 0 && { created_department_list: { department_info: departments } }),
      }
    },
  }),
  post('user/update', {
    token: 'contactsWrite',
    body: memberUpdateSchema,
    handle: ({ context, body }) => {
      updateMember(context, body, 'contacts')
      return { errmsg: 'updated' }
    },
  }),
  get('user/delete', {
    token: 'contactsWrite',
    query: z.looseObject({ userid: z.string().optional() }),
    handle: ({ context, query }) => {
      if (!query.userid) return refuse(41009)
      deleteMember(context, query.userid, 'contacts')
      return { errmsg: 'deleted' }
    },
  }),
  post('user/batchdelete', {
    token: 'contactsWrite',
    body: z.looseObject({ useridlist: z.array(z.string()) }),
    handle: ({ context, body }) => {
      deleteMembers(context, body.useridlist)
      return { errmsg: 'deleted' }
    },
  }),
]
