import type { WecomDepartment } from '../../ports/wecom.ts'

/** WeCom allows 15 levels (doc 90205); the margin tolerates inconsistent data. */
const MAX_DEPTH = 32

/**
 * Returns the path from the root to each department, itself included. A department whose parent is outside the visible
 * range, or that is part of a cycle, becomes a root: it stays usable, and the loop ends.
 */
export function departmentPaths(departments: readonly WecomDepartment[]): ReadonlyMap<number, readonly number[]> {
  const byId = new Map(departments.map((department) => [department.id, department]))
  return new Map(departments.map(({ id }) => [id, pathTo(id, byId)]))
}

function pathTo(id: number, byId: ReadonlyMap<number, WecomDepartment>): readonly number[] {
  const path: number[] = []
  for (let department = byId.get(id); department; department = byId.get(department.parentId)) {
    if (path.includes(department.id) || path.length >= MAX_DEPTH) return [id]
    path.unshift(department.id)
  }
  return path
}
