import { DUTY_COUNT_MAX } from '@desk/shared/duties/duty-numbers'
import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../kernel/deps.ts'
import { statesOf } from './handling/list-board.ts'
import { countInStates } from './model/board-queries.ts'
import { summarizeWaiting } from './model/handler-queries.ts'

/**
 * Returns the duty of department admins to collect problems, or of the management department to answer them. Whoever handles
 * problems for an absent person has it too.
 */
export async function feedbackDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  const isOps = holdsRole(actor, 'ops')
  const { count } = await summarizeWaiting(db, actor)
  if (!isOps && actor.adminOf.length === 0 && count === 0) return []
  const to = `${pagePaths.feedbackBoard}?view=mine`
  const duty = isOps
    ? ({ key: 'answer_problems', code: 'answer_problems', role: 'ops', clause: '2.1e' } as const)
    : ({ key: 'collect_problems', code: 'collect_problems', role: 'dept_admin', clause: '2.2b' } as const)
  const done = {
    what: 'answered',
    count: await countInStates(db, isOps ? null : actor.adminOf, { states: statesOf.answered, limit: DUTY_COUNT_MAX }),
    to: `${pagePaths.feedbackBoard}?view=answered`,
  } as const
  return [{ ...duty, subject: null, owed: [{ what: 'waiting', count, to }], done: [done], dueOn: null, to }]
}
