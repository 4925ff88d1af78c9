import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { ACKNOWLEDGE_WORKING_DAYS, startAcknowledging } from '@desk/shared/incidents/incident-clock'
import {
  categoryOf,
  figureWeeks,
  incidentCategories,
  type IncidentCategory,
} from '@desk/shared/incidents/incident-figures'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import { shiftDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { actorNow } from '../../../access/current-actor.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { REGISTERED } from '../../../kernel/audit/registered-file.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { timeZoneText } from '../../../kernel/local-time.ts'
import type { Cell } from '../../../kernel/xlsx/cells.ts'
import { type Sheet, writeXlsx } from '../../../kernel/xlsx/write-xlsx.ts'
import { authorizeHandling } from '../model/handling-people.ts'
import { type CountedIncident, listCounted } from '../model/intake-queries.ts'

export const incidentExports = { xlsx: 'incidents.xlsx' } as const

/** Creates a one-time link to the figures of the board, which are read when the link is opened. The export is audited. */
export function exportFigures(deps: ReadDeps & Pick<Deps, 'ids'>, caller: MemberActor): Promise<OneTimeLink> {
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    const actor = await actorNow(deps, tx, caller)
    await authorizeHandling(tx, actor)
    const details = { format: 'xlsx' }
    await recordAudit(tx, { at, actor: actor.userid, action: 'incident.exported', object: 'incident', details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: incidentExports.xlsx, query: {} })
  })
}

/**
 * Returns the content of the file: figures of the weeks that the board shows, about the incidents that the member handles at the
 * download. It contains figures only: no people, departments, case numbers or texts.
 *
 * @throws NotFoundError when they can no longer handle incidents
 */
export async function figuresFile(
  deps: ReadDeps & Pick<Deps, 'holidays'>,
  actor: MemberActor,
): Promise<AsyncGenerator<Uint8Array>> {
  const viewer = await authorizeHandling(deps.db, actor)
  const { timeZone } = deps.site
  const madeAt = deps.clock.now()
  const weeks = figureWeeks(timeZone, madeAt)
  const counted = await listCounted(deps.db, viewer, weeks[0] ?? madeAt)
  const calendar = await loadCalendar(deps)
  const today = dayIn(timeZone, madeAt)
  const rows = weeks.flatMap((week, index) => {
    const from = dayIn(timeZone, week)
    const sunday = shiftDay(from, 6)
    const inWeek = counted.filter(({ at }) => weeks.findLastIndex((start) => start <= at) === index)
    return incidentCategories.map((category): Cell[] => [
      from,
      sunday < today ? sunday : today,
      categoryNames[category],
      ...figuresOf(
        calendar,
        inWeek.filter(({ kind }) => categoryOf[kind] === category),
      ),
    ])
  })
  const title: Cell[][] = [
    [{ bold: '上报统计' }, null, null, REGISTERED],
    ['范围', '导出人可处理的上报，按提交时间所在的周'],
    ['类型', '账号：异常登录、密码泄露、账号共用；隐患及其他：发错文件、其他；违规：不当言论、泄密'],
    ['受理期限', `${String(ACKNOWLEDGE_WORKING_DAYS)} 个工作日`],
    ['注意', '某周仅 1 件时，知情的人可能认出是哪一件，转发前请留意'],
    ['导出时间', madeAt, timeZoneText(timeZone)],
    ['导出人', (await memberNames(deps.db, [actor.userid]))(actor.userid).name],
    [],
  ]
  return writeXlsx(sheetOf(title, rows), { timeZone, madeAt })
}

async function* sheetOf(title: Cell[][], rows: Cell[][]): AsyncGenerator<Sheet> {
  yield { name: '上报统计', title, headings, rows: [rows] }
}

const categoryNames: Record<IncidentCategory, string> = {
  account: '账号',
  hazard: '隐患及其他',
  violation: '违规',
}
const headings = [
  { name: '周（起）', width: 12 },
  { name: '周（止）', width: 12 },
  { name: '类型', width: 12 },
  { name: '收到', width: 8 },
  { name: '按期受理', width: 10 },
  { name: '受理用时中位数（小时）', width: 22 },
  { name: '已办结', width: 8 },
]

/** Returns four cells: incidents received, those acknowledged in time, the median hours until then, and those closed. */
function figuresOf(calendar: WorkingCalendar, counted: readonly CountedIncident[]): Cell[] {
  const acknowledged = counted.flatMap(({ at, acknowledgedAt }) => (acknowledgedAt ? [{ at, acknowledgedAt }] : []))
  // The severity cannot change before an incident is acknowledged, so all have the same time limit.
  const inTime = acknowledged.filter(
    ({ at, acknowledgedAt }) => acknowledgedAt <= startAcknowledging(calendar, at, 'normal').dueAt,
  )
  const hours = acknowledged.map(({ at, acknowledgedAt }) => (acknowledgedAt.getTime() - at.getTime()) / HOUR_MS)
  return [counted.length, inTime.length, medianOf(hours), counted.filter(({ isClosed }) => isClosed).length]
}

/** Returns the median, rounded to a tenth; null: there are no numbers. */
function medianOf(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  const low = sorted[Math.ceil(sorted.length / 2) - 1]
  const high = sorted[Math.floor(sorted.length / 2)]
  return low === undefined || high === undefined ? null : Math.round(((low + high) / 2) * 10) / 10
}
