import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, eq, gt, isNotNull, lt, or } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { cards, notices } from '../../../db/schema/index.ts'
import type { CardRow } from '../../notifications/card-queries.ts'

type OpenCard = { taskId: string; event: NoticeEvent }

/** Lists cards of this case that can be overwritten, or are about to be sent. */
export const listLiveCards = (tx: Tx, requestId: RequestId): Promise<OpenCard[]> =>
  tx
    .select({ taskId: cards.taskId, event: notices.event })
    .from(cards)
    .innerJoin(notices, eq(notices.taskId, cards.taskId))
    .where(and(eq(cards.requestId, requestId), or(isNotNull(cards.responseCode), eq(cards.delivered, 'pending'))))

const isSame = (card: CardRow, event: NoticeEvent) =>
  and(eq(cards.requestId, card.requestId), matchesUserid(cards.userid, card.userid), eq(notices.event, event))

/** Lists earlier cards of the same event to this person. */
export const listEarlierCards = (tx: Tx, card: CardRow, event: NoticeEvent): Promise<OpenCard[]> =>
  tx
    .select({ taskId: cards.taskId, event: notices.event })
    .from(cards)
    .innerJoin(notices, eq(notices.taskId, cards.taskId))
    .where(and(isSame(card, event), lt(cards.round, card.round), isNotNull(cards.responseCode)))

/** Returns whether a later card of the same event reached this person. */
export async function wasNotifiedAgain(db: Database, card: CardRow, event: NoticeEvent): Promise<boolean> {
  const [later] = await db
    .select({ taskId: cards.taskId })
    .from(cards)
    .innerJoin(notices, eq(notices.taskId, cards.taskId))
    .where(and(isSame(card, event), gt(cards.round, card.round), eq(cards.delivered, 'yes')))
    .limit(1)
  return later !== undefined
}
