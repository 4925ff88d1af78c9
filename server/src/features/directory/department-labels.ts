import type { Database } from '../../db/database.ts'
import { departmentNames } from '../../directory/department-names.ts'
import { pathsOf } from './path-queries.ts'

/** WeCom's root department is the company itself, and always has this id (doc 90208). */
const ROOT = 1

/** The departments as people say them: names from below the root down to the department itself. */
export async function departmentLabels(db: Database, ids: readonly number[]) {
  const paths = await pathsOf(db, ids)
  const names = await departmentNames(db, [...paths.values()].flat())
  return (id: number | null): string[] => {
    const path = id === null ? [] : (paths.get(id) ?? [])
    return path.filter((part) => part !== ROOT).map((part) => names.get(part) ?? String(part))
  }
}
