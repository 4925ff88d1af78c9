import { z } from 'zod'
import { departmentsOf, findDepartment, leadersOf, subtreeOf, type SimDepartment } from '../directory.ts'
import { get } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import type { TokenKind } from '../token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from '../visibility.ts'
import type { World } from '../world.ts'

const maybeId = z.looseObject({ id: z.coerce.number().int().optional() })

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
]
