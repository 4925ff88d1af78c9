import type { MemberActor } from '@desk/shared/identity/actor'
import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import type { CaseQuery, IncidentCases } from '@desk/shared/incidents/incident-schemas'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { RECENT_DAYS, RECENT_MAX, SMALL_COUNT } from '@desk/shared/incidents/incident-states'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { idSchema } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import * as z from 'zod/mini'
import { pathNames } from '../../../directory/department-names.ts'
import { loadDisplayNames } from '../../../directory/load-display-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { decodeCursor, cutPage } from '../../../kernel/list-cursor.ts'
import { listLargeDepartments } from '../model/department-size-queries.ts'
import { authorizeHandling } from '../model/handling-people.ts'
import { countClosed, type IncidentRow, lastAuthors, listHandled } from '../model/incident-queries.ts'
import { countByDepartment, describeIntake } from '../model/intake-queries.ts'
import { reportedGroups } from '../model/reported-group-queries.ts'
import { caseRowOf, shownPath } from './view-case.ts'

/** Number of past days whose incidents the board counts by department. */
const COUNTED_DAYS = 90
const cursorSchema = z.tuple([instantInput, idSchema('incident')])

/** Lists the incidents that the caller handles. @throws NotFoundError for members who can handle none */
export async function listCases(
  deps: ReadDeps,
  actor: MemberActor,
  { show = 'open', after }: CaseQuery,
): Promise<IncidentCases> {
  const { db } = deps
  const viewer = await authorizeHandling(db, actor)
  const position = decodeCursor(cursorSchema, after)
  const rows = await listHandled(db, viewer, {
    show,
    after: position && { at: new Date(position[0]), id: position[1] },
    limit: DESK_PAGE_SIZE + 1,
  })
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, ({ dueAt, closedAt, id }) => [
    (show === 'open' ? dueAt : (closedAt ?? dueAt)).toISOString(),
    id,
  ])
  const isFirst = show === 'open' && position === null
  const recent = isFirst ? await listRecent(deps, viewer) : null
  const all = [...shown, ...(recent?.rows ?? [])]
  const counts = await countByDepartment(db, viewer, daysAgo(deps, COUNTED_DAYS))
  const authors = await lastAuthors(
    db,
    all.map(({ id }) => id),
  )
  const departmentIds = [...all.flatMap(({ departmentPath }) => departmentPath), ...counts.flatMap(({ path }) => path)]
  const names = await loadDisplayNames(
    db,
    all.flatMap(({ handlerId }) => handlerId ?? []),
    departmentIds,
  )
  const large = await listLargeDepartments(db, departmentIds)
  const groups = await reportedGroups(db, all)
  const rowOf = (row: IncidentRow) => caseRowOf(row, { names, groups, large }, authors.get(row.id))
  return {
    items: shown.map(rowOf),
    next,
    show,
    recent: recent && { items: recent.rows.map(rowOf), count: recent.count },
    intake: isFirst ? await describeIntake(deps, viewer) : null,
    counts: sumByShownPath(counts, large).map(({ path, count }) => ({
      department: pathNames(path, names.departments),
      count: count < SMALL_COUNT ? null : count,
    })),
  }
}

type Count = { path: number[]; count: number }

/** Adds the counts of departments with few people to those of the department above, which is shown in their place. */
function sumByShownPath(counts: readonly Count[], large: ReadonlySet<number>): Count[] {
  const sums = new Map<string, Count>()
  for (const { path, count } of counts) {
    const shown = shownPath(path, large)
    const key = shown.join()
    sums.set(key, { path: shown, count: (sums.get(key)?.count ?? 0) + count })
  }
  return [...sums.values()].filter(({ path }) => path.length > 0).sort((a, b) => b.count - a.count)
}

const daysAgo = ({ clock }: ReadDeps, days: number) => new Date(clock.now().getTime() - days * DAY_MS)

async function listRecent(deps: ReadDeps, viewer: IncidentViewer): Promise<{ rows: IncidentRow[]; count: number }> {
  const since = daysAgo(deps, RECENT_DAYS)
  const closed = await listHandled(deps.db, viewer, { show: 'closed', after: null, limit: RECENT_MAX })
  const rows = closed.filter(({ closedAt }) => closedAt !== null && closedAt >= since)
  const count = rows.length < RECENT_MAX ? rows.length : await countClosed(deps.db, viewer, since)
  return { rows, count }
}
