import { type InfoField, infoFields } from '@desk/shared/info-change/info-change'
import type { Database } from '../../db/database.ts'
import { departmentNames, pathNames } from '../../directory/department-names.ts'
import { departmentPath, type Person } from '../requests/approvers/people-queries.ts'

/** What the directory says of each field. What WeCom shows to no app is empty. */
export type CurrentValues = Readonly<Record<InfoField, string>>

/** A department as people say it, from below the company: `质量中心·来料检验组`; empty for one that is not there. */
export async function departmentLabel(db: Database, id: number | null): Promise<string> {
  const path = await departmentPath(db, id)
  return pathNames(path, await departmentNames(db, path)).join('·')
}

/** `fields`: those that are looked at; the department, which has to be looked up, is empty when it is not among them. */
export async function currentValues(
  db: Database,
  person: Person,
  fields: readonly InfoField[] = infoFields,
): Promise<CurrentValues> {
  const { name, alias, position, telephone, mainDepartmentId } = person
  const department = fields.includes('department') ? await departmentLabel(db, mainDepartmentId) : ''
  return { name, alias, department, position, telephone, mobile: '', email: '', biz_mail: '' }
}
