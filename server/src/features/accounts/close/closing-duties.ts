import { allowedClosingActions, mayReadWholeClosing } from '@desk/shared/accounts/close/closing-rules'
import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { factsOf, findOpenClosingOf, listItems } from './closing-queries.ts'
import { countClosings, listOffersTo } from './list-queries.ts'

const commonFields: Pick<DutyRow, 'clause' | 'done' | 'dueOn'> = { clause: '3.3b', done: [], dueOn: null }

/** Returns the duties of HR and department admins to close accounts, of heirs to answer, and of leavers to clean up. */
export async function closingDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  return [
    ...(await managerDuties({ db }, actor)),
    ...(await heirDuties({ db }, actor)),
    ...(await leaverDuties({ db }, actor)),
  ]
}

async function managerDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  const isHr = actor.roles.includes('hr')
  if (!isHr && actor.adminOf.length === 0) return []
  // As in the list, which shows the management department the whole company.
  const scope = { departments: holdsRole(actor, 'hr') ? null : actor.adminOf, exceptFor: actor.userid }
  const count = await countClosings(db, { ...scope, view: 'open' })
  if (count === 0 && !isHr) return []
  const to = pagePaths.closings
  const duty = { key: 'close_accounts', code: 'close_accounts', role: isHr ? 'hr' : 'dept_admin' } as const
  const owed = [{ what: 'in_progress' as const, count, to }]
  if (!isHr) return [{ ...commonFields, ...duty, subject: null, owed, to }]
  // HR also watches the disabled accounts until they are deleted.
  const disabled = await countClosings(db, { ...scope, view: 'disabled' })
  const done = [{ what: 'disabled' as const, count: disabled, to: `${to}?view=disabled` }]
  return [{ ...commonFields, ...duty, subject: null, owed, done, to }]
}

/** Returns one row for each closing in which items are offered to this person. */
async function heirDuties({ db }: Pick<ReadDeps, 'db'>, { userid }: MemberActor): Promise<DutyRow[]> {
  const offers = await listOffersTo(db, userid)
  const names = await memberNames(
    db,
    offers.map(({ subjectId }) => subjectId),
  )
  return offers.map(({ id, subjectId, count, lastDay }) => {
    const to = pagePaths.closing(id)
    const duty = { key: `take_over:${id}`, code: 'take_over', role: 'employee' } as const
    const owed = [{ what: 'waiting' as const, count, to }]
    return { ...commonFields, ...duty, subject: names(subjectId).name, owed, dueOn: lastDay, to }
  })
}

async function leaverDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  const closing = await findOpenClosingOf(db, actor.userid)
  if (!closing || closing.cleanedAt !== null) return []
  const facts = factsOf(closing, await listItems(db, [closing.id]))
  // The leaver is not shown an emergency closing.
  if (!mayReadWholeClosing(actor, facts) || !allowedClosingActions(actor, facts).includes('clean')) return []
  const to = pagePaths.closing(closing.id)
  const duty = { key: 'clean_up', code: 'clean_up', role: 'employee', subject: null } as const
  return [{ ...commonFields, ...duty, owed: [{ what: 'waiting', count: 1, to }], dueOn: closing.lastDay, to }]
}
