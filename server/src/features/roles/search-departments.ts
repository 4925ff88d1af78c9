import type { DepartmentHits } from '@desk/shared/settings/role-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { departmentNames, pathNames } from '../../kernel/department-names.ts'
import { findDepartments } from './role-queries.ts'

const HITS = 20

/** Departments whose name holds `q`, the upper ones first, each with where it is. */
export async function searchDepartments({ db }: Pick<Deps, 'db'>, q: string): Promise<DepartmentHits> {
  const found = await findDepartments(db, q, HITS)
  const names = await departmentNames(
    db,
    found.flatMap(({ path }) => path),
  )
  return { items: found.map(({ id, path }) => ({ id, path: pathNames(path, names) })) }
}
