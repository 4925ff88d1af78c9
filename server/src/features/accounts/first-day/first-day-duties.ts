import { firstDaySteps } from '@desk/shared/accounts/opening-states'
import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { findOpeningOf } from '../model/opening-queries.ts'
import { type FirstDayDeps, stateOfFirstDay } from './first-day-state.ts'

/** Returns the duty of a joiner to do the steps of the first day. */
export async function firstDayDuties(deps: FirstDayDeps, actor: MemberActor): Promise<DutyRow[]> {
  const opening = await findOpeningOf(deps.db, actor.userid, ['activated'])
  if (!opening) return []
  const { done } = await stateOfFirstDay(deps, actor, opening)
  const to = pagePaths.firstDay
  const count = firstDaySteps.filter((step) => !done[step]).length
  const duty = { key: 'do_first_day', code: 'do_first_day', role: 'employee', clause: '3.1c' } as const
  return [{ ...duty, subject: null, owed: [{ what: 'waiting', count, to }], done: [], dueOn: opening.startsOn, to }]
}
