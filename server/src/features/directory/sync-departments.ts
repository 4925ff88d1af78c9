import type { Tx } from '../../db/database.ts'
import type { MovedDepartment } from '../../domain-events/domain-events.ts'
import type { Deps } from '../../kernel/deps.ts'
import { departureLimit, heldDepartures } from '../../directory/held-departures.ts'
import { sanitizeText } from '../../directory/sanitize-text.ts'
import { isOlder } from '../../directory/sync-members-queries.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import type { Log } from '../../ports/log.ts'
import type { WecomDepartment } from '../../ports/wecom.ts'
import { countRecentDepartures } from './callback-log-queries.ts'
import { departmentPaths } from './department-paths.ts'
import * as queries from './department-queries.ts'
import { countMembers } from './sync-run-queries.ts'

type Reading = { at: Date; source: string; isFirst?: boolean }

/** Maximum number of ids in a log line. */
const LOGGED_IDS = 20

/**
 * Replaces the synced departments by those of WeCom, and records what changed. Does nothing when a later reading was stored
 * meanwhile: the older one lacks the departments that were created since. Departments that disappeared with many members
 * stay, as their members do until it is clear that they left.
 */
export async function syncDepartments(
  { log, emit }: Pick<Deps, 'log' | 'emit'>,
  tx: Tx,
  listed: readonly WecomDepartment[],
  { at, source, isFirst = false }: Reading,
): Promise<void> {
  await queries.lockDepartments(tx)
  const stored = await queries.readDepartments(tx)
  if (stored.some((row) => isOlder(at, row))) return
  const departments = [...listed, ...(await findHidden(tx, stored, listed, at))]
  const paths = departmentPaths(departments)
  const earlier = new Map(stored.map((row) => [row.id, row]))
  const rows = departments.map(({ id, name, parentId, order }) => ({
    id,
    name: sanitizeText(name),
    parentId,
    sortOrder: order,
    path: [...(paths.get(id) ?? [id])],
  }))
  warnOfBrokenPaths(log, rows)
  const removed = [...earlier.keys()].filter((id) => !paths.has(id))
  await queries.touchDepartments(tx, at)
  await queries.writeDepartments(
    tx,
    rows.filter((row) => hasChanged(earlier.get(row.id), row)),
    at,
  )
  await queries.deleteDepartments(tx, removed)
  await emit(tx, 'departments.moved', { departments: movedOf(earlier, rows), isFirst, at })
  if (isFirst) return
  const drift = [
    ...rows.flatMap((row) => driftOf(earlier.get(row.id), row)),
    ...removed.map((departmentId): Drift => ({ kind: 'department_removed', departmentId, details: {} })),
  ]
  await queries.insertDepartmentDrift(
    tx,
    drift.map((change) => ({ ...change, at, source })),
  )
}

/**
 * Returns the departments that WeCom no longer lists, if too many members are in them or have just left, or any while members
 * are held. WeCom deletes only empty departments, so these are outside the visible range.
 */
async function findHidden(
  tx: Tx,
  stored: readonly Row[],
  listed: readonly WecomDepartment[],
  at: Date,
): Promise<WecomDepartment[]> {
  const ids = new Set(listed.map(({ id }) => id))
  const missing = stored.filter(({ id }) => !ids.has(id))
  if (missing.length === 0) return []
  const people = await queries.countMembersIn(tx, missing)
  const { held } = (await readSetting(tx, heldDepartures)).value
  if (people === 0) return []
  const gone = people + (await countRecentDepartures(tx, at))
  if (held === null && gone <= departureLimit(await countMembers(tx))) return []
  return missing.map(({ id, name, parentId, sortOrder }) => ({ id, name, parentId, order: sortOrder }))
}

/**
 * Lists departments that were moved, deleted or added. Requests from them may need other approvers, and other policies may
 * apply to their members.
 */
const movedOf = (earlier: ReadonlyMap<number, Row>, rows: readonly Row[]): MovedDepartment[] => {
  const paths = new Map(rows.map(({ id, path }) => [id, path.join()]))
  const moved = [...earlier.values()].filter(({ id, path }) => paths.get(id) !== path.join())
  const added = rows.filter(({ id }) => !earlier.has(id))
  return [
    ...moved.map(({ id, path }) => ({ id, before: path, isNew: false })),
    ...added.map(({ id }) => ({ id, before: [], isNew: true })),
  ]
}

type Row = Omit<queries.DepartmentRow, 'syncedAt'>
type EarlierRow = Row | undefined
type Drift = Pick<queries.DepartmentDrift, 'kind' | 'departmentId' | 'details'>

const hasChanged = (earlier: EarlierRow, row: Row) =>
  !earlier ||
  earlier.name !== row.name ||
  earlier.parentId !== row.parentId ||
  earlier.sortOrder !== row.sortOrder ||
  earlier.path.join() !== row.path.join()

function driftOf(earlier: EarlierRow, row: Row): Drift[] {
  const departmentId = row.id
  if (!earlier) return [{ kind: 'department_added', departmentId, details: { to: [row.parentId] } }]
  const renamed: Drift[] = earlier.name === row.name ? [] : [{ kind: 'department_renamed', departmentId, details: {} }]
  if (earlier.parentId === row.parentId) return renamed
  const details = { from: [earlier.parentId], to: [row.parentId] }
  return [...renamed, { kind: 'department_moved', departmentId, details }]
}

/**
 * Warns of departments whose path does not reach the root. A hidden parent is normal at the top of the visible range; a
 * cycle is not.
 */
function warnOfBrokenPaths(log: Pick<Log, 'warn'>, rows: readonly Row[]): void {
  const ids = new Set(rows.map(({ id }) => id))
  const cut = rows.filter(({ parentId, path }) => path.length === 1 && parentId !== 0)
  if (cut.length === 0) return
  const cycles = cut.filter(({ parentId }) => ids.has(parentId)).map(({ id }) => id)
  const orphans = cut.length - cycles.length
  log.warn(
    { orphans, cycles: cycles.length, departments: cycles.slice(0, LOGGED_IDS) },
    'departments without a path to the root',
  )
}
