import { addDepartment, findDepartment, nextDepartmentId } from './directory.ts'
import type { ChangedBy } from './changed-by.ts'
import type { SimulatorContext } from './simulator-context.ts'

const unsortedName = '其他（待设置部门）'

const addChildDepartment = (
  context: SimulatorContext,
  department: { id: number; name: string; parentId: number },
  by: ChangedBy,
): void => {
  addDepartment(context.state.directory, { ...department, nameEn: '', order: 0 })
  context.record({ effect: 'party.create', id: department.id, name: department.name, by })
  if (by !== 'contacts') context.notify({ type: 'create_party', id: department.id, parentId: department.parentId })
}

/** Returns the department of members without one (doc 90195). Creates it if necessary, with none of the ids `taken`. */
export const ensureUnsortedDepartment = (
  context: SimulatorContext,
  by: ChangedBy,
  taken: readonly number[] = [],
): number => {
  const { directory } = context.state
  const existing = Object.values(directory.departments).find(
    ({ parentId, name }) => parentId === 1 && name === unsortedName,
  )
  if (existing) return existing.id
  const id = Math.max(nextDepartmentId(directory), ...taken.map((takenId) => takenId + 1))
  addChildDepartment(context, { id, name: unsortedName, parentId: 1 }, by)
  return id
}

/** Creates a department below the unsorted one for each unknown id (doc 90195). The format of its name is an assumption. */
export const createMissingDepartments = (
  context: SimulatorContext,
  ids: readonly number[],
  by: ChangedBy,
): { name: string; id: number }[] => {
  const missing = [...new Set(ids)].filter((id) => id > 0 && !findDepartment(context.state.directory, id))
  if (missing.length === 0) return []
  const parentId = ensureUnsortedDepartment(context, by, missing)
  const created = missing.map((id) => ({ name: `待设置部门-${id}`, id }))
  for (const { name, id } of created) addChildDepartment(context, { id, name, parentId }, by)
  return created
}
