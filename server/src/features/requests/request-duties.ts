import { holdsRole } from '@desk/shared/identity/role-rules'
import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Deps } from '../../kernel/deps.ts'
import { countHandled, countManual, countWaiting } from './model/inbox-queries.ts'

/** Returns the duties of department admins and of the management department: to decide requests, and to make approved changes. */
export async function requestDuties({ db, clock }: Pick<Deps, 'db' | 'clock'>, actor: MemberActor): Promise<DutyRow[]> {
  const isOps = holdsRole(actor, 'ops')
  const rows: DutyRow[] = []
  const base = { subject: null, dueOn: null }
  if (actor.adminOf.length > 0 || isOps) {
    const { count } = await countWaiting(db, actor, clock.now())
    const duty = isOps
      ? ({ key: 'decide', code: 'verify_changes', role: 'ops', clause: '2.1c' } as const)
      : ({ key: 'decide', code: 'verify_changes', role: 'dept_admin', clause: '2.2c' } as const)
    rows.push({
      ...duty,
      ...base,
      owed: [{ what: 'waiting', count, to: pagePaths.approvals }],
      done: [{ what: 'handled', count: await countHandled(db, actor), to: `${pagePaths.approvals}?list=handled` }],
      to: pagePaths.approvals,
    })
  }
  if (isOps) {
    const { count } = await countManual(db, actor)
    const to = `${pagePaths.approvals}?list=by_hand`
    const duty = { key: 'apply', code: 'apply_changes', role: 'ops', clause: '2.1c' } as const
    rows.push({ ...duty, ...base, owed: [{ what: 'waiting', count, to }], done: [], to })
  }
  return rows
}
