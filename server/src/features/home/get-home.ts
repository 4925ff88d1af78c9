import type { MemberActor } from '@desk/shared/identity/actor'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { runningStates } from '@desk/shared/requests/request-flow'
import { getActiveDelegations } from '../../kernel/active-delegations.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import { countByHand, countOwn, countWaiting, listOwn } from '../requests/inbox-queries.ts'
import { toSummaries } from '../requests/request-view.ts'

/** Rows of 进行中 on the home page; the rest is one tap away. */
const SHOWN = 3

const toCount = ({ count, oldestAt }: { count: number; oldestAt: Date | null }) => ({
  count,
  oldestAt: oldestAt?.toISOString() ?? null,
})

/** What waits for me, and what of mine is under way. */
export async function getHome(
  deps: Pick<EngineDeps, 'db' | 'kinds' | 'clock' | 'site'>,
  actor: MemberActor,
): Promise<HomeView> {
  const { db } = deps
  const waiting = await countWaiting(db, actor, deps.clock.now())
  const byHand = await countByHand(db, actor)
  const running = await listOwn(db, actor.userid, { cursor: null, limit: SHOWN, states: runningStates })
  return {
    waiting: { approvals: toCount(waiting), byHand: toCount(byHand) },
    running: {
      count: await countOwn(db, actor.userid, runningStates),
      items: await toSummaries(
        deps,
        db,
        actor,
        running.map(({ row }) => row),
      ),
    },
    delegations: await getActiveDelegations(deps, actor),
  }
}
