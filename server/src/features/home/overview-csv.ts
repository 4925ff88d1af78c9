import { csvHead, csvLine } from '@desk/shared/kernel/csv-line'
import { departmentCells } from '@desk/shared/pages/overview-cells'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import { listOverviewTasks } from '@desk/shared/pages/overview-tasks'
import { requiredCount, unsignedCount } from '@desk/shared/policies/roster'
import { csvEnd } from '../../kernel/csv.ts'
import { offsetTime } from '../../kernel/local-time.ts'
import { factsOf, isDay } from './overview-task-facts.ts'

/** Columns of the CSV file, which other programs read: append, never rename. */
const columns = [
  // `company`, `department`, `other_departments`, or `task`.
  'row',
  'policy_id',
  'policy',
  'version',
  'due_at',
  'department_id',
  'department',
  'required',
  'missing',
  'overdue',
  // Of the company only. Exempt people are not among `required`.
  'exempt',
  // Of a task only.
  'task',
  'count',
  'person',
  'at',
] as const
type Row = Partial<Record<(typeof columns)[number], string | number | null>>

/** Returns the file: the numbers of each policy in the company and in each department, then the tasks. */
export function overviewCsv(view: OverviewView, timeZone: string): string {
  const timeOf = (instant: string) => offsetTime(timeZone, new Date(instant))
  const rows = [...view.policies.flatMap((policy) => policyRows(view, policy, timeOf)), ...taskRows(view, timeOf)]
  const lines = rows.map((row) => csvLine(columns.map((column) => String(row[column] ?? ''))))
  const remark =
    view.behind === 0
      ? {}
      : {
          remark: {
            zh: `${String(view.behind)} 个部门的数字正在更新`,
            en: `the numbers of ${String(view.behind)} departments are being updated`,
          },
        }
  return csvHead(columns) + lines.join('') + csvEnd(columns, rows.length, remark)
}

type TimeText = (instant: string) => string

function policyRows(view: OverviewView, policy: OverviewView['policies'][number], timeOf: TimeText): Row[] {
  const { counts } = policy
  const own = { policy_id: policy.id, policy: policy.title, version: policy.label, due_at: timeOf(policy.dueAt) }
  const { overdue, exempt } = counts
  const company = { required: requiredCount(counts), missing: unsignedCount(counts), overdue, exempt }
  return [
    { row: 'company', ...own, ...company },
    ...departmentCells(view, policy).map(({ department, ...cell }) => ({
      row: department === null ? 'other_departments' : 'department',
      ...own,
      department_id: department?.id ?? null,
      department: department?.name ?? null,
      ...cell,
    })),
  ]
}

const taskRows = (view: OverviewView, timeOf: TimeText): Row[] =>
  listOverviewTasks(view)
    .map(factsOf)
    .map(({ code, count, policy, person, time }) => ({
      row: 'task',
      policy_id: policy?.id ?? null,
      policy: policy?.title ?? null,
      task: code,
      count,
      person,
      at: time === null || isDay(time) ? time : timeOf(time),
    }))
