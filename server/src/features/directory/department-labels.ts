import type { Database } from '../../db/database.ts'
import { departmentNames } from '../../directory/department-names.ts'
import { pathsOf } from './path-queries.ts'

/** Id of WeCom's root department, which is the company itself (doc 90208). */
const ROOT_ID = 1

/** Returns a lookup of department labels: the names from below the root down to the department itself. */
export async function departmentLabels(db: Database, ids: readonly number[]) {
  const paths = await pathsOf(db, ids)
  const names = await departmentNames(db, [...paths.values()].flat())
  return (id: number | null): string[] => {
    const path = id === null ? [] : (paths.get(id) ?? [])
    return path.filter((part) => part !== ROOT_ID).map((part) => names.get(part) ?? String(part))
  }
}
