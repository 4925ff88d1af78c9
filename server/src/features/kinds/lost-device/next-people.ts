import { sameUserid } from '@desk/shared/kernel/ids'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { type Asked, resolveLevels } from '../../requests/resolve-deciders.ts'
import { type CaseRow, holdersOf } from './case-queries.ts'
import { callOrder } from './duty-roster.ts'

type Row = Pick<CaseRow, 'subjectId' | 'reporterId' | 'secondReporterId' | 'departmentPath'>
type PeopleDeps = Pick<EngineDeps, 'db' | 'clock' | 'site'>

/** Who may look at what is about this person, in the order in which the engine asks; never he nor who reported him. */
export async function askOrder(deps: PeopleDeps, row: Row): Promise<string[][]> {
  const except = [row.reporterId, ...(row.secondReporterId === null ? [] : [row.secondReporterId])]
  const question = {
    applicantId: row.subjectId,
    kind: 'lost_device' as const,
    path: row.departmentPath,
    step: 'department' as const,
    except,
  }
  const levels = await resolveLevels(deps, question)
  return levels.filter((level) => level.length > 0).map((level) => level.map(({ userid }: Asked) => userid))
}

/** Who is called when nobody answers, in order, and the leads when the roster is through. */
export async function callList(deps: PeopleDeps, row: Row): Promise<{ order: string[]; leads: string[] }> {
  const isOther = (userid: string) => !sameUserid(userid, row.subjectId)
  const leads = await holdersOf(deps, ['ops_lead'])
  const last = leads.length > 0 ? leads : await holdersOf(deps, ['ops'])
  return { order: (await callOrder(deps)).filter(isOther), leads: last.filter(isOther) }
}

/** Who acts next; nobody while the machine does. */
export async function nextPeople(deps: PeopleDeps, row: CaseRow): Promise<string[]> {
  switch (row.phase) {
    case 'urgent_review':
      return row.called
    case 'locking':
    case 'lock_sent':
    case 'lock_failed':
      return row.called.slice(-1)
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
      return []
  }
}
