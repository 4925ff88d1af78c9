import { z } from 'zod'
import { departmentsOf, findDepartment, leadersOf, subtreeOf, type SimDepartment } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { createDepartment, deleteDepartment, updateDepartment } from '../department-changes.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'
import type { SimulatorContext } from '../simulator-context.ts'

const optionalIdSchema = z.looseObject({ id: z.coerce.number().int().optional() })

const order = z.number().int().min(0).max(4_294_967_295).optional()
const createSchema = z.looseObject({
  id: z.number().int().optional(),
  name: z.string().optional(),
  name_en: z.string().optional(),
  parentid: z.number().int().optional(),
  order,
})

const departmentView = (context: SimulatorContext, token: TokenKind, department: SimDepartment) => ({
  id: department.id,
  name: department.name,
  name_en: department.nameEn,
  department_leader: leadersOf(context.state.directory, department.id)
    .filter((leader) => isMemberVisible(context.state, token, leader))
    .map((leader) => leader.userid),
  parentid: department.parentId,
  order: department.order,
})

const visibleDepartmentsUnder = (
  context: SimulatorContext,
  token: TokenKind,
  id: number | undefined,
): SimDepartment[] => {
  const visible = visibleDepartmentIds(context.state, token)
  const all = departmentsOf(context.state.directory).filter((department) => visible.has(department.id))
  if (id === undefined) return all
  if (!findDepartment(context.state.directory, id)) return refuse(60123)
  if (!visible.has(id)) return refuse(60011)
  const subtree = subtreeOf(context.state.directory, id)
  return all.filter((department) => subtree.has(department.id))
}

export const departmentEndpoints = [
  get('department/list', {
    token: 'agentRead',
    query: optionalIdSchema,
    handle: ({ context, token, query }) => ({
      department: visibleDepartmentsUnder(context, token, query.id).map((department) =>
        departmentView(context, token, department),
      ),
    }),
  }),
  get('department/simplelist', {
    token: 'either',
    query: optionalIdSchema,
    handle: ({ context, token, query }) => ({
      department_id: visibleDepartmentsUnder(context, token, query.id).map(({ id, parentId, order }) => ({
        id,
        parentid: parentId,
        order,
      })),
    }),
  }),
  get('department/get', {
    token: 'agentRead',
    query: z.looseObject({ id: z.coerce.number().int() }),
    handle: ({ context, token, query }) => {
      const department = findDepartment(context.state.directory, query.id)
      if (!department) return refuse(60123)
      if (!visibleDepartmentIds(context.state, token).has(department.id)) return refuse(60011)
      return { department: departmentView(context, token, department) }
    },
  }),
  post('department/create', {
    token: 'contactsWrite',
    body: createSchema,
    handle: ({ context, body }) => {
      const { id, name_en: nameEn, order } = body
      const name = body.name ?? refuse(60001)
      const parentId = body.parentid ?? refuse(60004)
      return { errmsg: 'created', id: createDepartment(context, { id, name, nameEn, parentId, order }, 'contacts') }
    },
  }),
  post('department/update', {
    token: 'contactsWrite',
    body: createSchema,
    handle: ({ context, body }) => {
      const { name, name_en: nameEn, parentid: parentId, order } = body
      const id = body.id ?? refuse(60003)
      updateDepartment(context, { id, name, nameEn, parentId, order }, 'contacts')
      return { errmsg: 'updated' }
    },
  }),
  get('department/delete', {
    token: 'contactsWrite',
    query: z.looseObject({ id: z.coerce.number().int() }),
    handle: ({ context, query }) => {
      deleteDepartment(context, query.id, 'contacts')
      return { errmsg: 'deleted' }
    },
  }),
]
