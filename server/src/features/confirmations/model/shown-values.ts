import type { ConfirmationField } from '@desk/shared/confirmations/confirmation-states'
import type { Database } from '../../../db/database.ts'
import { listPathNames } from '../../policies/roster/department-path-queries.ts'
import type { CampaignRow } from './campaign-queries.ts'
import type { PersonRow } from './person-queries.ts'

type ShownValue = { field: ConfirmationField; value: string }

/** Returns the values of these people as they are shown; departments by the names of their paths, the main one first. */
export async function listShownValues(
  db: Database,
  { fields }: Pick<CampaignRow, 'fields'>,
  people: readonly PersonRow[],
): Promise<ShownValue[][]> {
  const paths = fields.includes('department')
    ? await listPathNames(
        db,
        people.flatMap(({ departmentIds, mainDepartmentId }) => [...departmentIds, mainDepartmentId ?? []].flat()),
      )
    : new Map<number, string[]>()
  const departmentsOf = ({ departmentIds, mainDepartmentId }: PersonRow): string => {
    const others = departmentIds.filter((id) => id !== mainDepartmentId).toSorted((a, b) => a - b)
    const ids = mainDepartmentId === null ? others : [mainDepartmentId, ...others]
    return ids.flatMap((id) => paths.get(id)?.join('·') ?? []).join('；')
  }
  return people.map((person) =>
    fields.map((field) => ({ field, value: field === 'department' ? departmentsOf(person) : person[field] })),
  )
}
