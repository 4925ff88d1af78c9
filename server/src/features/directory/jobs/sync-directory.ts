import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { WecomRefusedError, isRefusal } from '../../../kernel/app-error.ts'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import { hasInvisibleCharacters } from '@desk/shared/kernel/plain-text'
import type { WecomMember } from '../../../ports/wecom.ts'
import { markMissingAsLeft } from './mark-missing-as-left.ts'
import { syncSingleMembers } from './sync-single-members.ts'
import { listLeaderships } from '../directory-queries.ts'
import { syncLeaderGrants } from '../sync-leader-grants.ts'
import { GONE_CODES, listVisibleDepartments } from '../list-visible-departments.ts'
import { syncDepartments } from '../sync-departments.ts'
import { lastFinished } from '../../../directory/last-run-queries.ts'
import * as runs from '../sync-run-queries.ts'

export type SyncDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom' | 'emit' | 'site' | 'afterRestore'> &
  Stoppable

/** Members per transaction, which keeps statements at a few hundred kilobytes. */
const CHUNK = 1000
/** An unfinished run older than this is discarded, because its data is outdated. */
const MAX_AGE_MS = 2 * HOUR_MS

/** Another instance has taken over the run, so this one stops. */
class RunLostError extends Error {
  override readonly name = 'RunLostError'
}

export type SyncResult = { departments: number; members: number } | 'busy' | 'not_believed' | 'stopped'

/**
 * Syncs every department and member visible to the app, one department after the other, then the members whom the visible
 * range names one by one or by a tag, and updates department-admin grants from is_leader_in_dept. Progress is stored with each
 * department, so that after a crash or a stop another process resumes at the next one. No member is marked as left before all
 * of them are read.
 *
 * @throws WecomUnreachableError, WecomRefusedError when a read fails; the next call resumes there
 */
export async function syncDirectory(deps: SyncDeps): Promise<SyncResult> {
  const owner = deps.ids.token()
  const run = (await resumeRun(deps, owner)) ?? (await startRun(deps, owner))
  if (!run) return 'busy'
  const lease = { id: run.id, owner }
  try {
    for (const departmentId of run.departmentIds.slice(run.position)) {
      deps.signal?.throwIfAborted()
      await syncDepartment(deps, run, lease, departmentId)
    }
    return await complete(deps, run, lease)
  } catch (error) {
    if (error instanceof RunLostError) return 'busy'
    const isStop = deps.signal?.aborted === true && error === deps.signal.reason
    await runs.releaseRun(deps.db, lease, isStop ? null : causeOf(error))
    if (isStop) return 'stopped'
    throw error
  }
}

function causeOf(error: unknown): string {
  if (error instanceof WecomRefusedError) return String(error.errcode)
  return error instanceof Error ? error.name : 'unknown'
}

async function resumeRun(deps: SyncDeps, owner: string): Promise<runs.Run | null> {
  const run = await runs.claimRun(deps.db, owner)
  if (!run) return null
  if (deps.clock.now().getTime() - run.startedAt.getTime() <= MAX_AGE_MS) return run
  await runs.abandonRun(deps.db, { id: run.id, owner }, deps.clock.now(), 'too_old')
  return null
}

async function startRun(deps: SyncDeps, owner: string): Promise<runs.Run | null> {
  if (await runs.hasOpenRun(deps.db)) return null
  const at = deps.clock.now()
  const departments = await listVisibleDepartments(deps)
  const isFirst = await runs.isDirectoryEmpty(deps.db)
  const departmentIds = [...new Set(departments.map(({ id }) => id))]
  return deps.db.transaction(async (tx) => {
    const run = await runs.beginRun(tx, { owner, at, departmentIds })
    if (run) await syncDepartments(deps, tx, departments, { ...readingOf(run, at), isFirst })
    return run
  })
}

const readingOf = (run: runs.Run, at: Date) => ({ at, source: `run:${run.id}` })

async function syncDepartment(
  deps: SyncDeps,
  run: runs.Run,
  lease: runs.RunLease,
  departmentId: number,
): Promise<void> {
  const at = deps.clock.now()
  const listed = await listMembers(deps, departmentId)
  warnAboutInvisibleCharacters(deps, departmentId, listed)
  const reading = { ...readingOf(run, at), isFirst: await isFirstRun(deps, run) }
  for (let start = 0; start === 0 || start < listed.length; start += CHUNK) {
    deps.signal?.throwIfAborted()
    const chunk = listed.slice(start, start + CHUNK)
    const isLast = start + CHUNK >= listed.length
    await deps.db.transaction(async (tx) => {
      await syncMembers(deps, tx, chunk, reading)
      const done = { departments: isLast ? 1 : 0, members: chunk.length, calls: isLast ? 1 : 0 }
      if (!(await runs.advanceRun(tx, lease, done))) throw new RunLostError()
    })
  }
}

const isFirstRun = async ({ db }: SyncDeps, run: runs.Run): Promise<boolean> =>
  run.id === 1 || (await lastFinished(db)) === null

async function listMembers({ wecom, log }: SyncDeps, departmentId: number): Promise<readonly WecomMember[]> {
  try {
    return await wecom.listMembers(departmentId)
  } catch (error) {
    // Its members are queried one by one at the end.
    if (!isRefusal(error, GONE_CODES)) throw error
    log.warn({ departmentId, errcode: error.errcode }, 'department deleted or hidden during the sync')
    return []
  }
}

/** Warns of names with invisible characters or angle brackets. They are stored unchanged and shown as text. */
function warnAboutInvisibleCharacters({ log }: SyncDeps, departmentId: number, listed: readonly WecomMember[]): void {
  const userids = listed
    .filter(({ name }) => hasInvisibleCharacters(name) || /[<>]/.test(name))
    .map(({ userid }) => userid)
  if (userids.length > 0)
    log.warn(
      { departmentId, count: userids.length, userids: userids.slice(0, 20) },
      'names with invisible characters or angle brackets',
    )
}

async function complete(deps: SyncDeps, run: runs.Run, lease: runs.RunLease): Promise<SyncResult> {
  const isFirst = await isFirstRun(deps, run)
  if (!(await syncSingleMembers(deps, lease, { source: `run:${run.id}`, isFirst }))) throw new RunLostError()
  if (!(await markMissingAsLeft(deps, run, lease))) {
    await runs.abandonRun(deps.db, lease, deps.clock.now(), 'unseen_members_are_there')
    return 'not_believed'
  }
  const departments = run.departmentIds.length
  return deps.db.transaction(async (tx) => {
    await syncLeaderGrants(deps, tx, await listLeaderships(tx))
    const members = await runs.countMembers(tx)
    if (!(await runs.finishRun(tx, lease, { at: deps.clock.now(), members }))) throw new RunLostError()
    if (isFirst) await deps.emit(tx, 'directory.filled', { at: deps.clock.now() })
    deps.log.info({ run: run.id, departments, members, claims: run.claims }, 'directory synced')
    return { departments, members }
  })
}
