import { departmentText } from '@desk/shared/directory/department-text'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { Grouping } from '../list-filters.ts'

export type RowGroup = { key: string; rows: readonly RequestSummary[] }

/** Groups rows by type, in the given order, or by department, in the order of the rows. */
export function groupRows(
  rows: readonly RequestSummary[],
  grouping: Grouping,
  kinds: readonly string[],
): readonly RowGroup[] {
  const keyOf = ({ kind, applicant }: RequestSummary) =>
    grouping === 'kind' ? kind : departmentText(applicant.department)
  const found = [...new Set(rows.map(keyOf))]
  const keys = grouping === 'kind' ? kinds.filter((kind) => found.some((key) => key === kind)) : found
  return keys.map((key) => ({ key, rows: rows.filter((row) => keyOf(row) === key) }))
}
