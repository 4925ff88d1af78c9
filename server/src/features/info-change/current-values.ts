import { type InfoField, infoFields } from '@desk/shared/info-change/info-change'
import type { Database } from '../../db/database.ts'
import { departmentNames, pathNames } from '../../directory/department-names.ts'
import { departmentPath, type Person } from '../requests/approvers/people-queries.ts'

/** Present values of the fields in the directory; empty for values that WeCom shows to no app. */
export type CurrentValues = Readonly<Record<InfoField, string>>

/** Returns a department's names below the company, as in `质量中心·来料检验组`; empty when it does not exist. */
export async function departmentLabel(db: Database, id: number | null): Promise<string> {
  const path = await departmentPath(db, id)
  return pathNames(path, await departmentNames(db, path)).join('·')
}

/** Returns the present values. If `fields` lacks `department`, that value is not queried and stays empty. */
export async function currentValues(
  db: Database,
  person: Person,
  fields: readonly InfoField[] = infoFields,
): Promise<CurrentValues> {
  const { name, alias, position, telephone, mainDepartmentId } = person
  const department = fields.includes('department') ? await departmentLabel(db, mainDepartmentId) : ''
  return { name, alias, department, position, telephone, mobile: '', email: '', biz_mail: '' }
}
