import { z } from 'zod'
import { departmentsOf, findDepartment, leadersOf, subtreeOf, type SimDepartment } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { createDepartment, deleteDepartment, updateDepartment } from '../party-changes.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'
import type { World } from '../simulator-context.ts'

const maybeId = z.looseObject({ id: z.coerce.number().int().optional() })

const order = z.number().int().min(0).max(4_294_967_295).optional()
const createSchema = z.looseObject({
  id: z.number().int().optional(),
  name: z.string().optional(),
  name_en: z.string().optional(),
  parentid: z.number().int().optional(),
  order,
})
const updateSchema = createSchema.extend({ id: z.number().int() })

const departmentView = (world: World, token: TokenKind, department: SimDepartment) => ({
  id: department.id,
  name: department.name,
  name_en: department.nameEn,
  department_leader: leadersOf(world.state.directory, department.id)
    .filter((leader) => isMemberVisible(world.state, token, leader))
    .map((leader) => leader.userid),
  parentid: department.parentId,
  order: department.order,
})

const visibleUnder = (world: World, token: TokenKind, id: number | undefined): SimDepartment[] => {
  const visible = visibleDepartmentIds(world.state, token)
  const all = departmentsOf(world.state.directory).filter((department) => visible.has(department.id))
  if (id === undefined) return all
  if (!findDepartment(world.state.directory, id)) return refuse(60123)
  if (!visible.has(id)) return refuse(60011)
  const subtree = subtreeOf(world.state.directory, id)
  return all.filter((department) => subtree.has(department.id))
}

export const departmentEndpoints = [
  get('department/list', {
    token: 'agentRead',
    query: maybeId,
    handle: ({ world, token, query }) => ({
      department: visibleUnder(world, token, query.id).map((one) => departmentView(world, token, one)),
    }),
  }),
  get('department/simplelist', {
    token: 'either',
    query: maybeId,
    handle: ({ world, token, query }) => ({
      department_id: visibleUnder(world, token, query.id).map(({ id, parentId, order }) => ({
        id,
        parentid: parentId,
        order,
      })),
    }),
  }),
  get('department/get', {
    token: 'agentRead',
    query: z.looseObject({ id: z.coerce.number().int() }),
    handle: ({ world, token, query }) => {
      const department = findDepartment(world.state.directory, query.id)
      if (!department) return refuse(60123)
      if (!visibleDepartmentIds(world.state, token).has(department.id)) return refuse(60011)
      return { department: departmentView(world, token, department) }
    },
  }),
  post('department/create', {
    token: 'contactsWrite',
    body: createSchema,
    handle: ({ world, body }) => {
      const { id, name_en: nameEn, order } = body
      const name = body.name ?? refuse(60127)
      const parentId = body.parentid ?? refuse(60004)
      return { errmsg: 'created', id: createDepartment(world, { id, name, nameEn, parentId, order }, 'contacts') }
    },
  }),
  post('department/update', {
    token: 'contactsWrite',
    body: updateSchema,
    handle: ({ world, body }) => {
      const { id, name, name_en: nameEn, parentid: parentId, order } = body
      updateDepartment(world, { id, name, nameEn, parentId, order }, 'contacts')
      return { errmsg: 'updated' }
    },
  }),
  get('department/delete', {
    token: 'contactsWrite',
    query: z.looseObject({ id: z.coerce.number().int() }),
    handle: ({ world, query }) => {
      deleteDepartment(world, query.id, 'contacts')
      return { errmsg: 'deleted' }
    },
  }),
]
