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
import { logConsoleOperation } from './console-log.ts'
import { notifySubscriptionsOf } from './subscription.ts'
import type { SimulatorContext } from './simulator-context.ts'

const MAX_DEPARTMENTS = 30_000
const MAX_LEVELS = 15
const ROOT_ID = 1
/** Includes the full-width bar (doc 90205). */
const forbiddenCharacters = /[\\:*?"<>｜]/

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

const checkName = (context: SimulatorContext, name: string, parentId: number, self?: number): void => {
  const length = [...name].length
  if (name.trim() === '' || length > context.state.switches.departmentNameLength) refuse(60001)
  if (forbiddenCharacters.test(name)) refuse(60009)
  const { directory } = context.state
  const isTaken = childrenOf(directory, parentId).some(
    (id) => id !== self && findDepartment(directory, id)?.name === name,
  )
  if (isTaken) refuse(60008)
}

/** Counts the levels of a subtree, including its root. */
const heightOf = (context: SimulatorContext, id: number): number => {
  const { directory } = context.state
  const levels = [...subtreeOf(directory, id)].map((below) => levelOf(directory, below))
  return levels.reduce((max, level) => Math.max(max, level)) - levelOf(directory, id) + 1
}

export const createDepartment = (context: SimulatorContext, seed: NewDepartment, by: ChangedBy): number => {
  const { directory } = context.state
  if (!findDepartment(directory, seed.parentId)) refuse(60004)
  checkName(context, seed.name, seed.parentId)
  if (seed.id !== undefined && seed.id <= ROOT_ID) refuse(60123)
  if (seed.id !== undefined && findDepartment(directory, seed.id)) refuse(60008)
  if (departmentsOf(directory).length >= MAX_DEPARTMENTS) refuse(81001)
  if (levelOf(directory, seed.parentId) >= MAX_LEVELS) refuse(81002)
  const id = seed.id ?? nextDepartmentId(directory)
  const { name, nameEn = '', parentId, order = 1_000_000 - id } = seed
  addDepartment(directory, { id, name, nameEn, parentId, order })
  context.record({ effect: 'party.create', id, name, by })
  logConsoleOperation(context, by, 'createDepartment', `部门：${name}`)
  context.changed('member')
  if (by !== 'contacts') context.notify({ type: 'create_party', id, parentId })
  return id
}

const checkMove = (context: SimulatorContext, department: SimDepartment, parentId: number): void => {
  const { directory } = context.state
  if (department.id === ROOT_ID) refuse(60007)
  if (!findDepartment(directory, parentId)) refuse(60004)
  if (subtreeOf(directory, department.id).has(parentId)) refuse(60010)
  if (levelOf(directory, parentId) + heightOf(context, department.id) > MAX_LEVELS) refuse(81002)
}

export const updateDepartment = (context: SimulatorContext, update: DepartmentUpdate, by: ChangedBy): void => {
  const { directory } = context.state
  const department = findDepartment(directory, update.id) ?? refuse(60003)
  const parentId = update.parentId ?? department.parentId
  const isMoved = parentId !== department.parentId
  if (isMoved) checkMove(context, department, parentId)
  const name = update.name ?? department.name
  if (isMoved || name !== department.name) checkName(context, name, parentId, department.id)
  const next = { name, parentId, order: update.order ?? department.order }
  const before = { ...department }
  const apply = () => {
    Object.assign(department, next, update.nameEn === undefined ? {} : { nameEn: update.nameEn })
    directory.version += 1
  }
  // Moving a department may move its members out of the app's visible range.
  if (isMoved) notifySubscriptionsOf(context, apply)
  else apply()
  for (const field of ['name', 'parentId', 'order'] as const) {
    if (before[field] === next[field]) continue
    context.record({ effect: 'party.update', id: department.id, field, from: before[field], to: next[field], by })
  }
  logConsoleOperation(context, by, 'changeDepartment', `部门：${name}`)
  context.changed('member')
  // Only a new parent sends an event (doc 90971).
  if (isMoved && by !== 'contacts') context.notify({ type: 'update_party', id: department.id, parentId })
}

export const deleteDepartment = (context: SimulatorContext, id: number, by: ChangedBy): void => {
  const { directory } = context.state
  const department = findDepartment(directory, id) ?? refuse(60003)
  if (id === ROOT_ID) refuse(60007)
  if (membersIn(directory, id).length > 0) refuse(60005)
  if (childrenOf(directory, id).length > 0) refuse(60006)
  Reflect.deleteProperty(directory.departments, String(id))
  directory.version += 1
  for (const tag of Object.values(context.state.tags)) tag.parties = tag.parties.filter((party) => party !== id)
  context.record({ effect: 'party.delete', id, name: department.name, by })
  logConsoleOperation(context, by, 'deleteDepartment', `部门：${department.name}`)
  context.changed('member')
  if (by !== 'contacts') context.notify({ type: 'delete_party', id })
}
