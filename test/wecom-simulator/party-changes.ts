import {
  addDepartment,
  childrenOf,
  departmentsOf,
  findDepartment,
  levelOf,
  membersIn,
  nextDepartmentId,
  subtreeOf,
  type SimDepartment,
} from './directory.ts'
import { refuse } from './errors.ts'
import type { ChangedBy } from './changed-by.ts'
import { noticeSubscriptions } from './subscription.ts'
import type { World } from './simulator-context.ts'

const mostDepartments = 30_000
const mostLevels = 15
const rootId = 1
/** Full-width bar included (doc 90205). */
const forbidden = /[\\:*?"<>｜]/

export type NewDepartment = {
  id?: number | undefined
  name: string
  nameEn?: string | undefined
  parentId: number
  order?: number | undefined
}
export type DepartmentUpdate = {
  id: number
  name?: string | undefined
  nameEn?: string | undefined
  parentId?: number | undefined
  order?: number | undefined
}

const checkName = (world: World, name: string, parentId: number, self?: number): void => {
  const length = [...name].length
  if (name.trim() === '' || length > world.state.switches.departmentNameLength) refuse(60001)
  if (forbidden.test(name)) refuse(60009)
  const { directory } = world.state
  const isTaken = childrenOf(directory, parentId).some(
    (id) => id !== self && findDepartment(directory, id)?.name === name,
  )
  if (isTaken) refuse(60008)
}

/** How many levels hang below a department, itself included. */
const heightOf = (world: World, id: number): number => {
  const { directory } = world.state
  const own = levelOf(directory, id)
  let most = own
  for (const below of subtreeOf(directory, id)) most = Math.max(most, levelOf(directory, below))
  return most - own + 1
}

export const createDepartment = (world: World, seed: NewDepartment, by: ChangedBy): number => {
  const { directory } = world.state
  if (!findDepartment(directory, seed.parentId)) refuse(60004)
  checkName(world, seed.name, seed.parentId)
  if (seed.id !== undefined && seed.id <= rootId) refuse(60123)
  if (seed.id !== undefined && findDepartment(directory, seed.id)) refuse(60008)
  if (departmentsOf(directory).length >= mostDepartments) refuse(81001)
  if (levelOf(directory, seed.parentId) >= mostLevels) refuse(81002)
  const id = seed.id ?? nextDepartmentId(directory)
  const { name, nameEn = '', parentId, order = 1_000_000 - id } = seed
  addDepartment(directory, { id, name, nameEn, parentId, order })
  world.record({ effect: 'party.create', id, name, by })
  world.changed('member')
  if (by !== 'contacts') world.notify({ type: 'create_party', id, parentId })
  return id
}

const checkMove = (world: World, department: SimDepartment, parentId: number): void => {
  const { directory } = world.state
  if (department.id === rootId) refuse(60007)
  if (!findDepartment(directory, parentId)) refuse(60004)
  if (subtreeOf(directory, department.id).has(parentId)) refuse(60010)
  if (levelOf(directory, parentId) + heightOf(world, department.id) > mostLevels) refuse(81002)
}

export const updateDepartment = (world: World, update: DepartmentUpdate, by: ChangedBy): void => {
  const { directory } = world.state
  const department = findDepartment(directory, update.id) ?? refuse(60003)
  const parentId = update.parentId ?? department.parentId
  const isMoved = parentId !== department.parentId
  if (isMoved) checkMove(world, department, parentId)
  const name = update.name ?? department.name
  if (isMoved || name !== department.name) checkName(world, name, parentId, department.id)
  const next = { name, parentId, order: update.order ?? department.order }
  const before = { ...department }
  const apply = () => {
    Object.assign(department, next, update.nameEn === undefined ? {} : { nameEn: update.nameEn })
    directory.version += 1
  }
  // A moved department may take its people out of the app's range.
  if (isMoved) noticeSubscriptions(world, apply)
  else apply()
  for (const field of ['name', 'parentId', 'order'] as const) {
    if (before[field] === next[field]) continue
    world.record({ effect: 'party.update', id: department.id, field, from: before[field], to: next[field], by })
  }
  world.changed('member')
  // In the reduced form only a new parent is an event (doc 90971).
  if (isMoved && by !== 'contacts') world.notify({ type: 'update_party', id: department.id, parentId })
}

export const deleteDepartment = (world: World, id: number, by: ChangedBy): void => {
  const { directory } = world.state
  const department = findDepartment(directory, id) ?? refuse(60003)
  if (id === rootId) refuse(60007)
  if (membersIn(directory, id).length > 0) refuse(60005)
  if (childrenOf(directory, id).length > 0) refuse(60006)
  Reflect.deleteProperty(directory.departments, String(id))
  directory.version += 1
  for (const tag of Object.values(world.state.tags)) tag.parties = tag.parties.filter((one) => one !== id)
  world.record({ effect: 'party.delete', id, name: department.name, by })
  world.changed('member')
  if (by !== 'contacts') world.notify({ type: 'delete_party', id })
}
