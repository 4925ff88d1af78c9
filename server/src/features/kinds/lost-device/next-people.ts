import { sameUserid } from '@desk/shared/kernel/ids'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { type Asked, resolveLevels } from '../../requests/resolve-deciders.ts'
import { ableAmong, type CaseRow, holdersOf } from './case-queries.ts'
import { callOrder } from './duty-roster.ts'
import { reportersOf } from './owe.ts'

type PeopleDeps = Pick<EngineDeps, 'db' | 'clock' | 'site'>

/** Who may look at what is about this person, in the order in which the engine asks; never he nor who reported him. */
export async function askOrder(deps: PeopleDeps, row: CaseRow): Promise<string[][]> {
  const question = {
    applicantId: row.subjectId,
    kind: 'lost_device' as const,
    path: row.departmentPath,
    step: 'department' as const,
    except: reportersOf(row),
  }
  const levels = await resolveLevels(deps, question)
  return levels.filter((level) => level.length > 0).map((level) => level.map(({ userid }: Asked) => userid))
}

/**
 * Who is called when nobody answers, in order, and the leads when the roster is through. Nobody who could not come: no
 * leaver, nobody whose own phone is gone, and, while it is to be decided, nobody who reported it.
 */
export async function callList(deps: PeopleDeps, row: CaseRow): Promise<{ order: string[]; leads: string[] }> {
  const barred = [row.subjectId, ...(row.phase === 'urgent_review' ? reportersOf(row) : [])]
  const others = (userids: readonly string[]) =>
    userids.filter((userid) => !barred.some((other) => sameUserid(userid, other)))
  const leads = others(await holdersOf(deps, ['ops_lead']))
  const ops = others(await holdersOf(deps, ['ops']))
  const order = others(await ableAmong(deps.db, await callOrder(deps)))
  return { order: order.length > 0 ? order : ops, leads: leads.length > 0 ? leads : ops }
}

/** Who acts next; nobody while the machine does. */
export async function nextPeople(deps: PeopleDeps, row: CaseRow): Promise<string[]> {
  switch (row.phase) {
    case 'urgent_review':
      return row.called
    case 'locking':
    case 'lock_sent':
      return row.called.slice(-1)
    case 'lock_failed':
      return row.called.length > 0 ? row.called.slice(-1) : (await callList(deps, row)).order.slice(0, 1)
    case 'recovery':
      return (await askOrder(deps, row))[0] ?? []
    case 'identity_ok': {
      const ops = await holdersOf(deps, ['ops', 'ops_lead'])
      return ops.filter((userid) => !sameUserid(userid, row.identityBy ?? '') && !sameUserid(userid, row.subjectId))
    }
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
