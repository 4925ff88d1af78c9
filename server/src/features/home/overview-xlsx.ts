import { sum } from '@desk/shared/kernel/sum'
import { departmentCells, missingSignatures } from '@desk/shared/pages/overview-cells'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import { listOverviewTasks } from '@desk/shared/pages/overview-tasks'
import { unsignedCount } from '@desk/shared/policies/roster'
import { REGISTERED } from '../../kernel/audit/registered-file.ts'
import { timeZoneText } from '../../kernel/local-time.ts'
import type { Cell } from '../../kernel/xlsx/cells.ts'
import { type Sheet, writeXlsx } from '../../kernel/xlsx/write-xlsx.ts'
import { factsOf, isDay } from './overview-task-facts.ts'

type ExportInfo = { timeZone: string; madeAt: Date; exporter: string }

/** Yields a spreadsheet: policies by departments as on the page, the same with one row for each department, and the tasks. */
export const overviewXlsx = (view: OverviewView, info: ExportInfo): AsyncGenerator<Uint8Array> =>
  writeXlsx(sheetsOf(view, info), info)

async function* sheetsOf(view: OverviewView, info: ExportInfo): AsyncGenerator<Sheet> {
  yield { name: '制度与部门', ...matrixSheet(view, info) }
  yield { name: '部门明细', ...departmentSheet(view, info) }
  yield { name: '待办', ...taskSheet(view, info) }
}

type NamelessSheet = Omit<Sheet, 'name'>

const titleRows = (
  name: string,
  { behind }: OverviewView,
  facts: Cell[][],
  { timeZone, madeAt, exporter }: ExportInfo,
): Cell[][] => [
  [{ bold: name }, null, null, REGISTERED],
  ['范围', '全公司'],
  ...facts,
  ...(behind > 0 ? [['正在更新', `${String(behind)} 个部门的数字正在更新`]] : []),
  ['导出时间', madeAt, timeZoneText(timeZone)],
  ['导出人', exporter],
  [],
]

/** What the numbers count, and how they relate. */
const EQUATION =
  '应签 = 已签 + 未签 + 豁免；未签含逾期、有疑问和未送达；已签比例 = 已签 ÷（应签 − 豁免）；不计入的人不在应签之内'
const OTHERS = '其余部门'
const DIRECT_MEMBERS = '；直接属于公司的人没有部门列，只计入未签'

function matrixSheet(view: OverviewView, info: ExportInfo): NamelessSheet {
  const missing = missingSignatures(view)
  const facts = [
    ['合计', missing === 0 ? '全部签完' : `还差 ${String(missing)} 人次`],
    ['说明', `${EQUATION}。部门各列为未签人数，空白为无须签收${view.hasMore ? '' : DIRECT_MEMBERS}`],
  ]
  const departments = [...view.departments.map(({ name }) => name), ...(view.hasMore ? [OTHERS] : [])]
  const rows = view.policies.map((policy) => {
    const { signed, exempt, overdue } = policy.counts
    const unsigned = unsignedCount(policy.counts)
    return { policy, cells: departmentCells(view, policy), counts: { signed, unsigned, exempt, overdue } }
  })
  const totalOf = (name: keyof Counts) => sum(rows.map(({ counts }) => counts[name]))
  const totals: Cell[] = [
    ...['合计', null, null, null],
    ...countCells({
      signed: totalOf('signed'),
      unsigned: totalOf('unsigned'),
      exempt: totalOf('exempt'),
      overdue: totalOf('overdue'),
    }),
    ...departments.map((_, index) => sum(rows.map(({ cells }) => cells[index]?.missing ?? 0))),
  ]
  const lines = rows.map(({ policy, cells, counts }): Cell[] => [
    policy.title,
    policy.label,
    new Date(policy.since),
    new Date(policy.dueAt),
    ...countCells(counts),
    ...cells.map((cell) => (cell.required === 0 ? null : cell.missing)),
  ])
  return {
    title: titleRows('制度签收总览', view, facts, info),
    headings: [...matrixHeadings, ...departments.map((name) => ({ name, width: 14 }))],
    rows: [view.policies.length === 0 ? [] : [totals, ...lines]],
  }
}

const matrixHeadings = [
  { name: '制度', width: 32 },
  { name: '版本', width: 8 },
  { name: '开始', width: 20 },
  { name: '到期', width: 20 },
  { name: '应签', width: 8 },
  { name: '已签', width: 8 },
  { name: '未签', width: 8 },
  { name: '豁免', width: 8 },
  { name: '逾期', width: 8 },
  { name: '已签比例', width: 10 },
]

type Counts = { signed: number; unsigned: number; exempt: number; overdue: number }
/** Returns the cells from 应签 to 已签比例. */
const countCells = ({ signed, unsigned, exempt, overdue }: Counts): Cell[] => [
  signed + unsigned + exempt,
  signed,
  unsigned,
  exempt,
  overdue,
  shareOf(signed, signed + unsigned),
]

const shareOf = (part: number, whole: number): Cell => (whole === 0 ? null : { share: part / whole })

function departmentSheet(view: OverviewView, info: ExportInfo): NamelessSheet {
  const lines = view.policies.flatMap((policy) =>
    departmentCells(view, policy).map(({ department, required, missing, overdue }): Cell[] => [
      policy.title,
      policy.label,
      new Date(policy.dueAt),
      department?.name ?? OTHERS,
      required,
      missing,
      overdue,
      shareOf(missing, required),
    ]),
  )
  return {
    title: titleRows(
      '制度签收总览：各部门',
      view,
      [['说明', '未签含逾期、有疑问和未送达；未签比例 = 未签 ÷ 应签（不含豁免）']],
      info,
    ),
    headings: departmentHeadings,
    rows: [lines],
  }
}

const departmentHeadings = [
  { name: '制度', width: 32 },
  { name: '版本', width: 8 },
  { name: '到期', width: 20 },
  { name: '部门', width: 32 },
  { name: '应签（不含豁免）', width: 16 },
  { name: '未签', width: 8 },
  { name: '逾期', width: 8 },
  { name: '未签比例', width: 10 },
]

function taskSheet(view: OverviewView, info: ExportInfo): NamelessSheet {
  const tasks = listOverviewTasks(view)
  const facts = [['待办', tasks.length === 0 ? '暂无待处理' : `待导出人处理 ${String(tasks.length)} 项`]]
  const lines = tasks
    .map(factsOf)
    .map(({ name, count, policy, person, company, time, timeName }): Cell[] => [
      name,
      count,
      policy?.title ?? null,
      person,
      company,
      time === null || isDay(time) ? time : new Date(time),
      timeName,
    ])
  return { title: titleRows('总览待办', view, facts, info), headings: taskHeadings, rows: [lines] }
}

const taskHeadings = [
  { name: '待办', width: 24 },
  { name: '数量', width: 8 },
  { name: '制度', width: 32 },
  { name: '姓名', width: 14 },
  { name: '合作公司', width: 20 },
  { name: '时间', width: 20 },
  { name: '时间含义', width: 12 },
]
