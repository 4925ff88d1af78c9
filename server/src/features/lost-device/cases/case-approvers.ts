import { sameUserid } from '@desk/shared/kernel/ids'
import { leavesAnUnlocker } from '@desk/shared/lost-device/lost-device-rules'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type Approver, resolveLevels } from '../../requests/approvers/resolve-approvers.ts'
import { unlockersOf } from './case-facts.ts'
import { ableAmong, type CaseRow, holdersOf } from './case-queries.ts'
import { onCallOrder } from './on-call-roster.ts'
import { reportersOf } from './enqueue-case-jobs.ts'

export type CaseForApprovers = Pick<CaseRow, 'subjectId' | 'departmentPath' | 'reporterId' | 'secondReporterId'>

/** Who may look at what is about this person, in the order in which the engine asks; never he nor who reported him. */
export async function approverOrder(deps: ReadDeps, row: CaseForApprovers): Promise<string[][]> {
  const question = {
    kind: 'lost_device' as const,
    path: row.departmentPath,
    step: 'department' as const,
    barred: [row.subjectId, ...reportersOf(row)],
  }
  const levels = await resolveLevels(deps, question)
  return levels.filter((level) => level.length > 0).map((level) => level.map(({ userid }: Approver) => userid))
}

/**
 * Who is called when nobody answers, in order, and the leads when the roster is through. Nobody who could not come: no
 * leaver, nobody whose own phone is gone, and, while it is to be decided, nobody who reported it.
 */
export async function callList(deps: ReadDeps, row: CaseRow): Promise<{ order: string[]; leads: string[] }> {
  const barred = [row.subjectId, ...(row.phase === 'urgent_review' ? reportersOf(row) : [])]
  const others = (userids: readonly string[]) =>
    userids.filter((userid) => !barred.some((other) => sameUserid(userid, other)))
  const leads = others(await holdersOf(deps, ['ops_lead']))
  const ops = others(await holdersOf(deps, ['ops']))
  const order = others(await ableAmong(deps.db, await onCallOrder(deps)))
  return { order: order.length > 0 ? order : ops, leads: leads.length > 0 ? leads : ops }
}

/**
 * Who may confirm who it is, in the order in which they are asked: never the only one who could unlock afterwards. Without
 * such a person those who would have been asked, who then have to name a second one.
 */
export async function checkersOf(deps: ReadDeps, row: CaseRow): Promise<string[][]> {
  const levels = await approverOrder(deps, row)
  const able = await ableToCheck(deps, row, levels)
  return able.length > 0 ? able : levels
}

async function ableToCheck(deps: ReadDeps, row: CaseRow, levels: string[][]): Promise<string[][]> {
  const unlockers = await unlockersOf(deps, row)
  return levels
    .map((level) => level.filter((userid) => leavesAnUnlocker(userid, { unlockers })))
    .filter((level) => level.length > 0)
}

/** Two people are needed, and there is one: somebody has to be named in the settings before it goes on. */
export async function lacksSecond(deps: ReadDeps, row: CaseRow): Promise<boolean> {
  if (row.phase === 'recovery') return (await ableToCheck(deps, row, await approverOrder(deps, row))).length === 0
  return row.phase === 'identity_ok' && (await secondsOf(deps, row)).length === 0
}

const secondsOf = async (deps: ReadDeps, row: CaseRow): Promise<string[]> =>
  (await unlockersOf(deps, row)).filter((userid) => !sameUserid(userid, row.identityBy ?? ''))

/** Who acts next; nobody while the machine does. */
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
      return (await checkersOf(deps, row))[0] ?? (await unlockersOf(deps, row))
    case 'identity_ok': {
      const seconds = await secondsOf(deps, row)
      return seconds.length > 0 ? seconds : unlockersOf(deps, row)
    }
    case 'reopened':
      return [...new Set([...((await approverOrder(deps, row))[0] ?? []), ...(await unlockersOf(deps, row))])]
    case 'aftercare':
      return [row.subjectId]
    case 'locked':
    case 'unlocking':
    case 'closed':
    case 'dismissed':
    case 'left':
      return []
  }
}
