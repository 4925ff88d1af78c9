import { requiredCount, unsignedCount } from '../policies/roster.ts'
import type { OverviewCell, OverviewView } from './overview-schemas.ts'

type DepartmentCell = OverviewCell & {
  /** Null: all departments that the view leaves out. */
  department: OverviewView['departments'][number] | null
}

/** Returns the cells of a policy; if the view leaves out departments, the last cell is that of all of these. */
export function departmentCells(
  { departments, hasMore }: Pick<OverviewView, 'departments' | 'hasMore'>,
  { counts, cells }: Pick<OverviewView['policies'][number], 'counts' | 'cells'>,
): DepartmentCell[] {
  const none = { required: 0, missing: 0, overdue: 0 }
  const shown = departments.map((department, index) => ({ ...(cells[index] ?? none), department }))
  if (!hasMore) return shown
  const rest = (total: number, field: keyof OverviewCell) =>
    Math.max(
      0,
      shown.reduce((left, cell) => left - cell[field], total),
    )
  const others = {
    required: rest(requiredCount(counts), 'required'),
    missing: rest(unsignedCount(counts), 'missing'),
    overdue: rest(counts.overdue, 'overdue'),
  }
  return [...shown, { ...others, department: null }]
}

/** Returns how many signatures are missing over all policies. */
export const missingSignatures = ({ policies }: Pick<OverviewView, 'policies'>): number =>
  policies.reduce((sum, { counts }) => sum + unsignedCount(counts), 0)
