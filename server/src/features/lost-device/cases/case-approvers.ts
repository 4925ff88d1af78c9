import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { sameUserid } from '@desk/shared/kernel/ids'
import { canAnotherUnlock, type LostFacts } from '@desk/shared/lost-device/lost-device-rules'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type Approver, resolveLevels } from '../../requests/approvers/resolve-approvers.ts'
import { filterReachable, type CaseRow } from './case-queries.ts'
import { onCallOrder, readRoster } from './on-call-roster.ts'
import { reportersOf } from './enqueue-case-jobs.ts'

export type CaseForApprovers = Pick<CaseRow, 'subjectId' | 'departmentPath' | 'reporterId' | 'secondReporterId'>

/**
 * Returns the approvers of a case by level, in the order in which they are notified. The subject and the reporters are
 * excluded.
 */
export async function approverOrder(deps: ReadDeps, row: CaseForApprovers): Promise<string[][]> {
  const approval = {
    kind: 'lost_device' as const,
    path: row.departmentPath,
    step: 'department' as const,
    barred: [row.subjectId, ...reportersOf(row)],
  }
  const levels = await resolveLevels(deps, approval)
  return levels.filter((level) => level.length > 0).map((level) => level.map(({ userid }: Approver) => userid))
}

/**
 * Returns the first approvers of a case, usually the admins of the subject's department, and the holders of the ops
 * roles.
 */
export async function adminsAndOps(deps: ReadDeps, row: CaseForApprovers): Promise<string[]> {
  const [admins = []] = await approverOrder(deps, row)
  return [...admins, ...(await listRoleHolders(deps, 'ops', 'ops_lead'))]
}

/**
 * Returns who is called while a case waits, in order, and the leads, who follow when everyone on call was called. Excluded are
 * the subject, leavers, people whose own account is locked and, during the review, the reporters.
 */
export async function callList(deps: ReadDeps, row: CaseRow): Promise<{ order: string[]; leads: string[] }> {
  const barred = [row.subjectId, ...(row.phase === 'urgent_review' ? reportersOf(row) : [])]
  const others = (userids: readonly string[]) =>
    userids.filter((userid) => !barred.some((other) => sameUserid(userid, other)))
  const leads = others(await listRoleHolders(deps, 'ops_lead'))
  const ops = others(await listRoleHolders(deps, 'ops'))
  const order = others(await filterReachable(deps.db, await onCallOrder(deps)))
  return { order: order.length > 0 ? order : ops, leads: leads.length > 0 ? leads : ops }
}

/**
 * Returns who may confirm the identity, by level in the order in which they are notified, without the only person who
 * could unlock afterwards. If nobody is left, returns the usual approvers: a second person has to be appointed first.
 */
export async function identityCheckersOf(deps: ReadDeps, row: CaseRow): Promise<string[][]> {
  const levels = await approverOrder(deps, row)
  const able = await identityCheckLevels(deps, row, levels)
  return able.length > 0 ? able : levels
}

async function identityCheckLevels(deps: ReadDeps, row: CaseRow, levels: string[][]): Promise<string[][]> {
  const unlockers = await unlockersOf(deps, row)
  return levels
    .map((level) => level.filter((userid) => canAnotherUnlock(userid, { unlockers })))
    .filter((level) => level.length > 0)
}

/**
 * Returns whether two people are needed and only one is available; a second one has to be appointed in the settings
 * first.
 */
export async function lacksSecondPerson(deps: ReadDeps, row: CaseRow): Promise<boolean> {
  if (row.phase === 'recovery')
    return (await identityCheckLevels(deps, row, await approverOrder(deps, row))).length === 0
  return row.phase === 'identity_ok' && (await otherUnlockersOf(deps, row)).length === 0
}

const otherUnlockersOf = async (deps: ReadDeps, row: CaseRow): Promise<string[]> =>
  (await unlockersOf(deps, row)).filter((userid) => !sameUserid(userid, row.identityBy ?? ''))

/** Returns who acts next; empty while nobody has to. */
export async function nextPeople(deps: ReadDeps, row: CaseRow): Promise<string[]> {
  switch (row.phase) {
    case 'urgent_review':
      return row.called
    case 'locking':
    case 'lock_sent':
      return row.called.slice(-1)
    case 'lock_failed':
      return row.called.length > 0 ? row.called.slice(-1) : (await callList(deps, row)).order.slice(0, 1)
    case 'recovery':
      return (await identityCheckersOf(deps, row))[0] ?? (await unlockersOf(deps, row))
    case 'identity_ok': {
      const others = await otherUnlockersOf(deps, row)
      return others.length > 0 ? others : unlockersOf(deps, row)
    }
    case 'reopened':
      return [...new Set([...((await approverOrder(deps, row))[0] ?? []), ...(await unlockersOf(deps, row))])]
    case 'aftercare':
      return [row.subjectId]
    // Nobody acts next until the unlock has to be done manually or takes too long.
    case 'unlocking':
      return row.called
    case 'locked':
    case 'closed':
    case 'dismissed':
    case 'left':
      return []
  }
}

/** Returns the facts of a case that the permission rules need. */
export async function factsOf(deps: ReadDeps, row: CaseRow): Promise<LostFacts> {
  const { rows } = await readRoster(deps.db)
  return {
    subjectId: row.subjectId,
    reporterId: row.reporterId,
    secondReporterId: row.secondReporterId,
    identityBy: row.identityBy,
    attestedBy: row.attestedBy,
    departmentPath: row.departmentPath,
    onCall: rows.map(({ userid }) => userid),
    unlockers: await unlockersOf(deps, row),
    phase: row.phase,
  }
}

/** Returns who could unlock this account, including the person who confirmed the identity. */
export async function unlockersOf(deps: ReadDeps, { subjectId }: Pick<CaseRow, 'subjectId'>): Promise<string[]> {
  return (await listRoleHolders(deps, 'ops', 'ops_lead')).filter((userid) => !sameUserid(userid, subjectId))
}
