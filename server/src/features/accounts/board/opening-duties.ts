import { holdsRole } from '@desk/shared/identity/role-rules'
import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { countBoard, listWaitingBatches } from './board-queries.ts'
import { aMonthBefore, MAX_REVIEWS } from './list-joiners.ts'

/** Returns the duty of HR to open accounts for joiners, and of the management department to review openings. */
export async function openingDuties(deps: ReadDeps, actor: MemberActor): Promise<DutyRow[]> {
  const isOps = holdsRole(actor, 'ops')
  return [
    ...(actor.roles.includes('hr') ? [await openingDuty(deps)] : []),
    ...(isOps ? await reviewDuties(deps, actor) : []),
  ]
}

async function openingDuty(deps: ReadDeps): Promise<DutyRow> {
  const counts = await countBoard(deps, aMonthBefore(deps.clock.now()))
  const pageOf = (view: 'faulty' | 'late' | 'done') => `${pagePaths.joiners}?view=${view}`
  const urgent = counts.faulty > 0 ? 'faulty' : 'late'
  return {
    key: 'open_accounts',
    code: 'open_accounts',
    role: 'hr',
    clause: '3.1a',
    subject: null,
    owed: [
      { what: 'to_mend', count: counts.faulty, to: pageOf('faulty') },
      { what: 'not_arrived', count: counts.late, to: pageOf('late') },
    ],
    done: [{ what: 'opened', count: counts.done, to: pageOf('done') }],
    dueOn: null,
    to: counts.faulty + counts.late > 0 ? pageOf(urgent) : pagePaths.joiners,
  }
}

/** Returns one row for each batch with openings that wait for review, except those about which this person may not decide. */
async function reviewDuties({ db }: ReadDeps, { userid }: MemberActor): Promise<DutyRow[]> {
  const batches = await listWaitingBatches(db, MAX_REVIEWS, userid)
  const names = await memberNames(
    db,
    batches.flatMap(({ submitters }) => submitters),
  )
  return batches.map(({ id, count, submitters }) => {
    const to = pagePaths.joinerBatch(id)
    const duty = { key: `review_accounts:${id}`, code: 'review_accounts', role: 'ops', clause: '2.1c' } as const
    const subject = names(submitters[0] ?? '').name
    return { ...duty, subject, owed: [{ what: 'waiting', count, to }], done: [], dueOn: null, to }
  })
}
