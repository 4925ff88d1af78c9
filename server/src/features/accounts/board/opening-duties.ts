import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listJoiners } from './list-joiners.ts'

/** The duty of HR to bring accounts to their first day, and of the management department to review entries. */
export async function openingDuties(deps: ReadDeps, actor: MemberActor): Promise<DutyRow[]> {
  const isHr = actor.roles.includes('hr')
  const isOps = actor.roles.includes('ops') || actor.roles.includes('ops_lead')
  if (!isHr && !isOps) return []
  const { counts, reviews } = await listJoiners(deps, actor, {})
  const of = (view: 'faulty' | 'late' | 'done') => `${pagePaths.joiners}?view=${view}`
  const opening: DutyRow = {
    key: 'open_accounts',
    code: 'open_accounts',
    role: 'hr',
    clause: '3.1a',
    subject: null,
    owed: [
      { what: 'to_mend', count: counts.faulty, to: of('faulty') },
      { what: 'not_arrived', count: counts.late, to: of('late') },
    ],
    done: [{ what: 'opened', count: counts.done, to: of('done') }],
    dueOn: null,
    to: counts.faulty > 0 ? of('faulty') : counts.late > 0 ? of('late') : pagePaths.joiners,
  }
  // One row for each batch: its page lists the entries that wait. Nobody decides about their own.
  const toReview = reviews
    .filter(({ mayDecide }) => mayDecide)
    .map(({ id, count, submittedBy }): DutyRow => {
      const to = pagePaths.joinerBatch(id)
      const owed = [{ what: 'waiting' as const, count, to }]
      const duty = { key: `review_accounts:${id}`, code: 'review_accounts', role: 'ops', clause: '2.1c' } as const
      return { ...duty, subject: submittedBy.name, owed, done: [], dueOn: null, to }
    })
  return [...(isHr ? [opening] : []), ...toReview]
}
