import { addDepartment, findDepartment, nextDepartmentId } from './directory.ts'
import type { ChangedBy } from './changed-by.ts'
import type { SimulatorContext } from './simulator-context.ts'

const unsortedName = '其他（待设置部门）'

const create = (
  context: SimulatorContext,
  department: { id: number; name: string; parentId: number },
  by: ChangedBy,
): void => {
  addDepartment(context.state.directory, { ...department, nameEn: '', order: 0 })
  context.record({ effect: 'party.create', id: department.id, name: department.name, by })
  if (by !== 'contacts') context.notify({ type: 'create_party', id: department.id, parentId: department.parentId })
}

/** Where somebody without a department lands (doc 90195). Made when it is first needed, under none of the ids `taken`. */
export const unsortedDepartment = (context: SimulatorContext, by: ChangedBy, taken: readonly number[] = []): number => {
  const { directory } = context.state
  const known = Object.values(directory.departments).find((one) => one.parentId === 1 && one.name === unsortedName)
  if (known) return known.id
  const id = Math.max(nextDepartmentId(directory), ...taken.map((one) => one + 1))
  create(context, { id, name: unsortedName, parentId: 1 }, by)
  return id
}

/** An id that nobody knows becomes a department under the unsorted one; the name's form is ours (doc 90195). */
export const createMissingDepartments = (
  context: SimulatorContext,
  ids: readonly number[],
  by: ChangedBy,
): { name: string; id: number }[] => {
  const missing = [...new Set(ids)].filter((id) => id > 0 && !findDepartment(context.state.directory, id))
  if (missing.length === 0) return []
  const parentId = unsortedDepartment(context, by, missing)
  const made = missing.map((id) => ({ name: `待设置部门-${id}`, id }))
  for (const { name, id } of made) create(context, { id, name, parentId }, by)
  return made
}
