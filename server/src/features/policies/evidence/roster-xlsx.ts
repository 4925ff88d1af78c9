import { departmentText } from '@desk/shared/directory/department-text'
import type { PersonRow, StateCounts } from '@desk/shared/policies/board-schemas'
import { rosterStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { localTime, timeZoneText } from '../../../kernel/local-time.ts'
import type { Cell } from '../../../kernel/xlsx/cells.ts'
import { type Sheet, writeXlsx } from '../../../kernel/xlsx/write-xlsx.ts'
import { REGISTERED } from '../../../kernel/audit/registered-file.ts'
import { pathOfScope } from '../board/board-parts.ts'
import { dayCommitment } from '../completeness/committed-day.ts'
import { ExportTooLongError } from '../document/policy-errors.ts'
import { WHOLE_COMPANY, readTotals } from '../roster/count-queries.ts'
import { toCounts, toStoredCounts, zeroCounts } from '../roster/counts.ts'
import { populationOf } from './population.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { findSnapshot } from '../roster/snapshot-queries.ts'
import { countErasedOf, isWhole, peopleOf, type SelectedRoster } from './roster-rows.ts'
import {
  basisNames,
  committedTexts,
  erasedText,
  equationOf,
  equationText,
  filterText,
  PAST_DAY,
  stateNames,
} from './roster-texts.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** Above this a sheet is too large to open; CSV has no limit. */
export const MAX_XLSX_ROWS = 100_000
const headings = [
  { name: '序号', width: 8 },
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

const rowOf = (person: PersonRow, no: number): Cell[] => [
  no,
  person.name,
  departmentText(person.department),
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

/** Yields a workbook with a sheet of the people and one of the totals. A list that has more rows than the limit aborts the file. */
export const rosterXlsx = (
  deps: RosterDeps,
  selection: SelectedRoster,
  exporter: string,
): AsyncGenerator<Uint8Array> => {
  const madeAt = deps.clock.now()
  return writeXlsx(sheetsOf(deps, selection, { madeAt, exporter }), { timeZone: deps.site.timeZone, madeAt })
}

type ExportInfo = { madeAt: Date; exporter: string }

/** What the list has: the totals are counted from its rows, so that both sheets agree. */
type Written = { rows: number; counts: StateCounts; departments: Map<string, StateCounts> }

async function* sheetsOf(deps: RosterDeps, selection: SelectedRoster, exportInfo: ExportInfo): AsyncGenerator<Sheet> {
  const written: Written = { rows: 0, counts: { ...zeroCounts }, departments: new Map() }
  const title = await titleRows(deps, selection, exportInfo)
  yield { name: '名单', title, headings, rows: batchesOf(selection, written, await childNames(deps, selection)) }
  yield { name: '合计', ...(await totalsOf(deps, selection, written)) }
}

async function* batchesOf(
  selection: SelectedRoster,
  written: Written,
  childOf: (person: PersonRow) => string,
): AsyncGenerator<Cell[][]> {
  for await (const people of peopleOf(selection)) {
    const first = written.rows + 1
    written.rows += people.length
    if (written.rows > MAX_XLSX_ROWS) throw new ExportTooLongError(MAX_XLSX_ROWS)
    for (const person of people) {
      written.counts[person.state] += 1
      const child = childOf(person)
      const counts = written.departments.get(child) ?? { ...zeroCounts }
      counts[person.state] += 1
      written.departments.set(child, counts)
    }
    yield people.map((person, index) => rowOf(person, first + index))
  }
}

/** Returns a function that names the department below the scope to which a person belongs, or the scope itself. */
async function childNames(deps: RosterDeps, { scope }: SelectedRoster): Promise<(person: PersonRow) => string> {
  const path = (await pathOfScope(deps, scope)).filter((id) => id !== ROOT_DEPARTMENT)
  const own = scope === WHOLE_COMPANY ? ROOT_DEPARTMENT : scope
  const name = (await departmentNames(deps.db, [own])).get(own) ?? String(own)
  return ({ department }) => {
    const child = department[path.length]
    return child === undefined || (path.length === 0 && child === name) ? `${name}（直属）` : child
  }
}

async function titleRows(
  deps: RosterDeps,
  selection: SelectedRoster,
  { madeAt, exporter }: ExportInfo,
): Promise<Cell[][]> {
  const { policy, scope, day, state, filters } = selection
  const erased = erasedText(await countErasedOf(selection))
  const { db, site } = deps
  const names = await departmentNames(db, scope === WHOLE_COMPANY ? [] : [scope])
  return [
    [{ bold: `${policy.titleZh} ${policy.label} 版` }, null, null, REGISTERED],
    ['范围', scope === WHOLE_COMPANY ? '全公司' : (names.get(scope) ?? String(scope))],
    ...(day === null ? retiredRow(deps, policy) : [['截至', `${day} 24:00`, `${PAST_DAY}；是否存证见“合计”`]]),
    ...(erased === null ? [] : [['已匿名化', erased]]),
    ...(await populationOf(deps, policy)),
    ['筛选', filterText(state, filters) ?? '无'],
    ['导出时间', madeAt, timeZoneText(site.timeZone)],
    ['导出人', exporter],
    [],
  ]
}

const retiredRow = ({ site }: RosterDeps, { retiredAt }: SelectedRoster['policy']): Cell[][] =>
  retiredAt === null ? [] : [['停用于', localTime(site.timeZone, retiredAt), `停用时的${PAST_DAY}`]]

const totalHeadings = [
  { name: '部门', width: 32 },
  { name: '应签', width: 8 },
  ...rosterStates.map((state) => ({ name: stateNames[state], width: 8 })),
  { name: '签收率', width: 10 },
]

async function totalsOf(
  deps: RosterDeps,
  selection: SelectedRoster,
  { rows, counts, departments }: Written,
): Promise<Omit<Sheet, 'name'>> {
  const isFiltered = filterText(selection.state, selection.filters) !== null
  const { required } = equationOf(counts)
  const title = [
    [{ bold: equationText(equationOf(counts)) }],
    ['等式里的待签含逾期、有疑问和未送达；签收率 = 已签 ÷（应签 − 豁免）；不计入的人不在应签之内。'],
    [`名单共 ${String(rows)} 行 = ${String(required)} 应签 + ${String(counts.excluded)} 不计入。本页由名单逐行统计。`],
    [isFiltered ? '名单有筛选，不是全部的人。' : await boardText(deps, selection)],
    ...(await committedRow(deps, selection, counts)),
    [],
  ]
  const lowestFirst = [...departments].toSorted(
    ([left, leftCounts], [right, rightCounts]) => shareOf(leftCounts) - shareOf(rightCounts) || (left < right ? -1 : 1),
  )
  const lines = [totalRow('合计', counts), ...lowestFirst.map(([name, own]) => totalRow(name, own))]
  return { title, headings: totalHeadings, rows: [lines] }
}

/** Returns the share by which a department is sorted: one in which nobody has to sign comes after all others. */
const shareOf = (counts: StateCounts): number => equationOf(counts).share ?? 2

/** Returns what the board says, from its own counts, so that the list can be compared with it. */
async function boardText(deps: RosterDeps, { reader, policy, scope, day }: SelectedRoster): Promise<string> {
  if (day !== null) {
    const stored = toStoredCounts((await findSnapshot(deps.db, policy.id, scope, day))?.counts ?? {})
    return `当天结束时存下的签收进度：${equationText(equationOf(stored))}。`
  }
  const behind = await refreshBeforeRead(deps)
  const totals = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const equation = equationText(equationOf(toCounts(totals, policy, reader)))
  if (policy.retiredAt !== null) return `停用时的签收进度：${equation}。`
  return `名单写完时的签收进度：${equation}。${behind > 0 ? `还有 ${String(behind)} 个部门在重新统计。` : ''}`
}

/** Compares a past day with the evidence log: by the numbers of the list if it has everyone, else by the stored ones. */
async function committedRow(deps: RosterDeps, selection: SelectedRoster, counts: StateCounts): Promise<Cell[][]> {
  const { policy, day } = selection
  if (day === null) return []
  const listed = isWhole(selection) ? counts : undefined
  return [[`${committedTexts[await dayCommitment(deps, policy, day, listed)].zh}。`]]
}

function totalRow(name: string, counts: StateCounts): Cell[] {
  const { required, share } = equationOf(counts)
  return [name, required, ...rosterStates.map((state) => counts[state]), share === null ? null : { share }]
}
