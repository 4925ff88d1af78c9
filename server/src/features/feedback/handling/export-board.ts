import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { type FeedbackExportBody, feedbackExportBody } from '@desk/shared/feedback/feedback-schemas'
import type { FeedbackState } from '@desk/shared/feedback/feedback-flow'
import type { MemberActor } from '@desk/shared/identity/actor'
import { csvHead, csvLine } from '@desk/shared/kernel/csv-line'
import { actorNow } from '../../../access/current-actor.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { csvEnd } from '../../../kernel/csv.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { offsetTime, timeZoneText } from '../../../kernel/local-time.ts'
import type { Cell } from '../../../kernel/xlsx/cells.ts'
import { type Sheet, writeXlsx } from '../../../kernel/xlsx/write-xlsx.ts'
import { type BoardScope, describeAskers, listBoard } from '../model/board-queries.ts'
import type { FeedbackId, ProblemRow } from '../model/feedback-queries.ts'
import { authorizeBoard, searchProblems, statesOf } from './list-board.ts'

export const feedbackExports = { csv: 'feedback.csv', xlsx: 'feedback.xlsx' } as const

/** Rows per query, which limits the memory of an export of any length. */
const BATCH_SIZE = 200

/** Creates a one-time link to what the board shows, which is read when the link is opened. The export is audited. */
export async function exportFeedbackBoard(
  deps: ReadDeps & Pick<Deps, 'ids'>,
  caller: MemberActor,
  { format, ...filters }: FeedbackExportBody,
): Promise<OneTimeLink> {
  const query = Object.fromEntries(Object.entries(filters).filter((pair): pair is [string, string] => Boolean(pair[1])))
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    const actor = await actorNow(deps, tx, caller)
    await authorizeBoard({ db: tx }, actor, filters.view ?? 'open')
    const details = { format, ...(query['view'] ? { view: query['view'] } : {}), isSearch: query['q'] !== undefined }
    await recordAudit(tx, { at, actor: actor.userid, action: 'feedback.exported', object: 'feedback', details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: feedbackExports[format], query })
  })
}

/** A problem as the board shows it. The file does not name its askers. */
type ExportRow = ProblemRow & { departmentNames: string[]; taker: string }

/** Columns of the CSV file, which other programs read: append, never rename. */
const columns = [
  'id',
  'title',
  'state',
  'people',
  'departments',
  'taker',
  'asked_at',
  'due_at',
  'promised_on',
  'answered_at',
  'answer',
] as const

type ExportDeps = ReadDeps & Pick<Deps, 'db'>

/**
 * Returns the content of the file, CSV or XLSX as `what` says, with the problems that the member may see at the download.
 *
 * @throws NotFoundError when they handle no feedback any more
 */
export async function feedbackFile(
  deps: ExportDeps,
  actor: MemberActor,
  what: string,
  query: Record<string, string>,
): Promise<AsyncGenerator<string> | AsyncGenerator<Uint8Array>> {
  const { view = 'open', q } = feedbackExportBody.parse({ format: 'csv', ...query })
  const scope = await authorizeBoard(deps, actor, view)
  const searched = q === undefined ? null : await searchProblems(deps, scope, statesOf[view], q)
  const rows = searched ? yieldAtOnce(deps, searched.rows) : readRows(deps, scope, statesOf[view])
  const isCut = searched?.isCut ?? false
  const { timeZone } = deps.site
  if (what === feedbackExports.csv) return writeCsv(rows, { isCut, timeZone })
  const madeAt = deps.clock.now()
  const exporter = (await memberNames(deps.db, [actor.userid]))(actor.userid).name
  const title: Cell[][] = [
    [{ bold: `反馈的问题：${viewNames[view]}` }],
    ['范围', await scopeText(deps, scope)],
    ['搜索', q ?? '无', ...(searched && isCut ? [`仅含最相近的 ${String(searched.rows.length)} 个，未必是全部`] : [])],
    ['导出时间', madeAt, timeZoneText(timeZone)],
    ['导出人', exporter],
    [],
  ]
  return writeXlsx(sheetOf(title, rows), { timeZone, madeAt })
}

/** A file whose exporter administers more departments names this many. */
const NAMED_DEPARTMENTS = 10

/** Describes which problems the file contains, for readers other than the exporter. */
async function scopeText({ db }: ExportDeps, { departments, isMine }: BoardScope): Promise<string> {
  if (isMine) return '待导出人处理的问题'
  if (departments === null) return '全公司'
  const names = await departmentNames(db, departments)
  const named = departments.flatMap((id) => names.get(id) ?? [])
  const more = named.length > NAMED_DEPARTMENTS ? ` 等 ${String(named.length)} 个部门` : ''
  const shown = `${named.slice(0, NAMED_DEPARTMENTS).join('、')}${more}（含下级）`
  return `${named.length > 0 ? `${shown}，及` : ''}导出人代为处理的问题（如有）`
}

async function* sheetOf(title: Cell[][], rows: AsyncGenerator<ExportRow[]>): AsyncGenerator<Sheet> {
  yield { name: '反馈', title, headings, rows: cellsOf(rows) }
}

async function* writeCsv(
  rows: AsyncGenerator<ExportRow[]>,
  { isCut, timeZone }: { isCut: boolean; timeZone: string },
): AsyncGenerator<string> {
  const timeOf = (at: Date | null) => (at === null ? '' : offsetTime(timeZone, at))
  let count = 0
  yield csvHead(columns)
  for await (const batch of rows) {
    count += batch.length
    yield batch.map((row) => csvLine(lineOf(row, timeOf))).join('')
  }
  yield csvEnd(columns, count, { isCut })
}

const lineOf = (row: ExportRow, timeOf: (at: Date | null) => string): string[] => [
  row.id,
  row.title,
  row.state,
  String(row.people),
  row.departmentNames.join(' / '),
  row.taker,
  timeOf(row.askedAt),
  timeOf(row.dueAt),
  row.promisedOn ?? '',
  timeOf(row.answeredAt),
  row.answer ?? '',
]

const viewNames = { open: '进行中', mine: '待我处理', answered: '已答复', declined: '不予调整' } as const
const stateNames: Record<FeedbackState, string> = {
  collected: '待部门处理',
  merged: '已合并',
  forwarded: '待答复',
  answering: '处理中',
  solved: '已答复',
  known: '已答复',
  declined: '不予调整',
  confirmed: '已解决',
  incident: '已转上报',
}
const headings = [
  { name: '问题', width: 40 },
  { name: '状态', width: 12 },
  { name: '人数', width: 8 },
  { name: '部门', width: 32 },
  { name: '处理人', width: 12 },
  { name: '提交时间', width: 20 },
  { name: '时限', width: 20 },
  { name: '约定日期', width: 12 },
  { name: '答复时间', width: 20 },
  { name: '答复', width: 60 },
]

async function* cellsOf(rows: AsyncGenerator<ExportRow[]>): AsyncGenerator<Cell[][]> {
  for await (const batch of rows)
    yield batch.map((row) => [
      row.title,
      stateNames[row.state],
      row.people,
      row.departmentNames.join(' / '),
      row.taker,
      row.askedAt,
      row.dueAt,
      row.promisedOn,
      row.answeredAt,
      row.answer,
    ])
}

async function* yieldAtOnce(deps: ExportDeps, problems: readonly ProblemRow[]): AsyncGenerator<ExportRow[]> {
  yield describeRows(deps, problems)
}

async function* readRows(
  deps: ExportDeps,
  scope: BoardScope,
  states: readonly FeedbackState[],
): AsyncGenerator<ExportRow[]> {
  let before: { at: Date; id: FeedbackId } | null = null
  for (;;) {
    const page: ProblemRow[] = await listBoard(deps.db, scope, states, { before, limit: BATCH_SIZE })
    if (page.length > 0) yield describeRows(deps, page)
    const last = page.at(-1)
    if (page.length < BATCH_SIZE || !last) return
    before = { at: last.askedAt, id: last.id }
  }
}

async function describeRows({ db, clock }: ExportDeps, problems: readonly ProblemRow[]): Promise<ExportRow[]> {
  const askers = await describeAskers(
    db,
    problems.map(({ id }) => id),
    clock.now(),
  )
  const idsOf = ({ id }: ProblemRow) => askers.get(id)?.departmentIds ?? []
  const departments = await departmentNames(db, problems.flatMap(idsOf))
  const people = await memberNames(
    db,
    problems.flatMap(({ takerId }) => takerId ?? []),
  )
  return problems.map((problem) => ({
    ...problem,
    departmentNames: idsOf(problem).flatMap((id) => departments.get(id) ?? []),
    taker: problem.takerId === null ? '' : people(problem.takerId).name,
  }))
}
