import type { PersonRow, StateCounts } from '@desk/shared/policies/board-schemas'
import { rosterStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { timeZoneText } from '../../../kernel/local-time.ts'
import type { Cell } from '../../../kernel/xlsx/cells.ts'
import { type Sheet, writeXlsx } from '../../../kernel/xlsx/write-xlsx.ts'
import { listChildDepartments, listChildDepartmentsAsOf } from '../board/board-queries.ts'
import { ExportTooLongError } from '../document/policy-errors.ts'
import { COMPANY, type Counters, readTotals } from '../roster/count-queries.ts'
import { toCounts, toStoredCounts } from '../roster/counts.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { findSnapshot } from '../roster/snapshot-queries.ts'
import { peopleOf, type RosterSelection } from './roster-rows.ts'
import { basisNames, equationOf, equationText, filterText, NOT_VERIFIED, stateNames } from './roster-texts.ts'

/** Above this a sheet is too large to open; CSV has no limit. */
export const MAX_XLSX_ROWS = 100_000
/** Departments on the sheet of totals, lowest signed share first. */
const MAX_DEPARTMENTS = 1_000

const headings = [
  { name: '姓名', width: 14 },
  { name: '部门', width: 32 },
  { name: '状态', width: 10 },
  { name: '最近签收版本', width: 14 },
  { name: '签收内容', width: 12 },
  { name: '最近签收时间', width: 20 },
  { name: '凭证号', width: 12 },
  { name: '首次打开', width: 20 },
  { name: '签收期限', width: 20 },
  { name: '提醒次数', width: 10 },
  { name: '外部合作', width: 10 },
  { name: '账号', width: 18 },
]

const timeOf = (text: string | null): Date | null => (text === null ? null : new Date(text))

const rowOf = (person: PersonRow): Cell[] => [
  person.name,
  person.department.join(' / '),
  stateNames[person.state],
  person.signedLabel,
  person.basis && basisNames[person.basis],
  timeOf(person.signedAt),
  person.receipt,
  timeOf(person.openedAt),
  timeOf(person.dueAt),
  person.reminders,
  person.isPartner ? '是' : null,
  person.userid,
]

/** Yields a spreadsheet of the people and one of the totals. A list that grew beyond the limit meanwhile aborts the file. */
export const rosterXlsx = (
  deps: RosterDeps,
  selection: RosterSelection,
  exporter: string,
): AsyncGenerator<Uint8Array> => {
  const madeAt = deps.clock.now()
  return writeXlsx(sheetsOf(deps, selection, { madeAt, exporter }), { timeZone: deps.site.timeZone, madeAt })
}

/** What a list of a past day cannot show. */
const PAST_DAY = '名单按记录还原；部门、账号停用按现在的，后来改过的个人期限不再还原'

type Made = { madeAt: Date; exporter: string }

async function* sheetsOf(deps: RosterDeps, selection: RosterSelection, made: Made): AsyncGenerator<Sheet> {
  const written = { rows: 0 }
  const title = await titleRows(deps, selection, made)
  yield { name: '名单', title, headings, rows: batchesOf(selection, written) }
  yield { name: '合计', ...(await totalsOf(deps, selection, written)) }
}

async function* batchesOf(selection: RosterSelection, written: { rows: number }): AsyncGenerator<Cell[][]> {
  for await (const people of peopleOf(selection)) {
    written.rows += people.length
    if (written.rows > MAX_XLSX_ROWS) throw new ExportTooLongError(MAX_XLSX_ROWS)
    yield people.map(rowOf)
  }
}

async function titleRows(
  { db, site }: RosterDeps,
  { policy, scope, day, state, filters }: RosterSelection,
  { madeAt, exporter }: Made,
): Promise<Cell[][]> {
  const names = await departmentNames(db, scope === COMPANY ? [] : [scope])
  return [
    [{ bold: `${policy.titleZh} ${policy.label} 版` }, null, { bold: NOT_VERIFIED }],
    ['范围', scope === COMPANY ? '全公司' : (names.get(scope) ?? String(scope))],
    ...(day === null ? [] : [['截至', `${day} 24:00`, PAST_DAY]]),
    ['筛选', filterText(state, filters) ?? '无'],
    ['导出时间', madeAt, timeZoneText(site.timeZone)],
    ['导出人', exporter],
    [],
  ]
}

const totalHeadings = [
  { name: '部门', width: 32 },
  { name: '应签', width: 8 },
  ...rosterStates.map((state) => ({ name: stateNames[state], width: 8 })),
  { name: '签收率', width: 10 },
]

async function totalsOf(
  deps: RosterDeps,
  selection: RosterSelection,
  written: { rows: number },
): Promise<Omit<Sheet, 'name'>> {
  const isFiltered = filterText(selection.state, selection.filters) !== null
  const { counts, departments, behind } = await (selection.day === null ? countsOfNow : countsOfDay)(deps, selection)
  const title = [
    [{ bold: equationText(equationOf(counts)) }],
    ['等式里的待签含逾期、有疑问和未送达；签收率 = 已签 ÷（应签 − 豁免）；不计入的人不在应签之内。'],
    [`名单共 ${String(written.rows)} 行。${isFiltered ? '合计不受筛选影响。' : ''}`],
    ...(behind > 0 ? [[`还有 ${String(behind)} 个部门在重新统计。`]] : []),
    [],
  ]
  const rows = [totalRow('合计', counts), ...departments.map((one) => totalRow(one.name, one.counts))]
  return { title, headings: totalHeadings, rows: [rows] }
}

type Totals = { counts: StateCounts; departments: { name: string; counts: StateCounts }[]; behind: number }

async function countsOfNow(deps: RosterDeps, { policy, scope }: RosterSelection): Promise<Totals> {
  const { db, clock } = deps
  const behind = await refreshBeforeRead(deps)
  const countsOf = (counters: Counters) => toCounts(counters, policy, clock.now())
  const children = await listChildDepartments(db, policy.id, scope, MAX_DEPARTMENTS)
  return {
    counts: countsOf((await readTotals(db, policy.id, [scope])).get(scope) ?? {}),
    departments: children.map(({ name, totals }) => ({ name, counts: countsOf(totals) })),
    behind,
  }
}

async function countsOfDay({ db }: RosterDeps, { policy, scope, day }: RosterSelection): Promise<Totals> {
  const shown = { scope, day: day ?? '', limit: MAX_DEPARTMENTS }
  const children = await listChildDepartmentsAsOf(db, policy.id, shown)
  return {
    counts: toStoredCounts((await findSnapshot(db, policy.id, scope, shown.day))?.counts ?? {}),
    departments: children.map(({ name, totals }) => ({ name, counts: toStoredCounts(totals) })),
    behind: 0,
  }
}

function totalRow(name: string, counts: StateCounts): Cell[] {
  const { required, share } = equationOf(counts)
  return [name, required, ...rosterStates.map((state) => counts[state]), share === null ? null : { share }]
}
