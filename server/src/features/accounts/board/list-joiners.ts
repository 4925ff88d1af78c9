import type { JoinerBoard } from '@desk/shared/accounts/account-schemas'
import type { BoardQuery } from '@desk/shared/accounts/board-views'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { sameUserid } from '@desk/shared/kernel/ids'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { toSummaries } from '../model/opening-view.ts'
import { BOARD_SIZE, countBoard, listBoard, listWaitingBatches } from './board-queries.ts'

/** How many batches are listed at most. */
export const MAX_REVIEWS = 100
const DONE_DAYS = 31

/** Returns the time since which completed openings are counted. */
export const aMonthBefore = (now: Date): Date => new Date(now.getTime() - DONE_DAYS * DAY_MS)

/** Returns the board of joiners, for HR and the management department. */
export async function listJoiners(deps: ReadDeps, actor: MemberActor, query: BoardQuery): Promise<JoinerBoard> {
  authorizeRole(actor, 'hr')
  const { db } = deps
  const monthAgo = aMonthBefore(deps.clock.now())
  const rows = await listBoard(deps, { ...query, monthAgo })
  const batches = await listWaitingBatches(db, MAX_REVIEWS)
  const nameOf = await memberNames(
    db,
    batches.flatMap(({ submitters }) => submitters),
  )
  return {
    today: today(deps),
    counts: await countBoard(deps, monthAgo),
    items: await toSummaries(db, rows.slice(0, BOARD_SIZE)),
    isCut: rows.length > BOARD_SIZE,
    reviews: batches.map(({ id, count, submittedAt, submitters }) => ({
      id,
      count,
      submittedBy: nameOf(submitters[0] ?? ''),
      submittedAt: submittedAt.toISOString(),
      mayDecide: holdsRole(actor, 'ops') && !submitters.some((userid) => sameUserid(userid, actor.userid)),
    })),
  }
}
