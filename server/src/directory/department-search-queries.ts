import type { DepartmentHits } from '@desk/shared/roles/role-schemas'
import { asc, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { departments } from '../db/schema/index.ts'
import { departmentNames, pathNames } from './department-names.ts'
import type { Deps } from '../kernel/deps.ts'

const MAX_HITS = 20

/** Finds departments whose name contains `q`, upper ones first, each with its path. */
export async function searchDepartments({ db }: Pick<Deps, 'db'>, q: string): Promise<DepartmentHits> {
  const found = await findDepartments(db, q)
  const names = await departmentNames(
    db,
    found.flatMap(({ path }) => path),
  )
  return { items: found.map(({ id, path }) => ({ id, path: pathNames(path, names) })) }
}

/** Uses `position`, not `like`: the text may contain wildcards. */
const findDepartments = (db: Database, q: string) =>
  db
    .select({ id: departments.id, path: departments.path })
    .from(departments)
    .where(sql`position(lower(${q}) in lower(${departments.name})) > 0`)
    .orderBy(sql`cardinality(${departments.path})`, asc(departments.id))
    .limit(MAX_HITS)
