import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, eq, gt, isNotNull, lt, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { cards, notices } from '../../../db/schema/index.ts'
import type { CardRow } from '../../notifications/card-queries.ts'

type LiveCard = { taskId: string; event: NoticeEvent }

/** Cards about this case that can be written over, or are on their way. */
export const listLiveCards = (tx: Tx, requestId: RequestId): Promise<LiveCard[]> =>
  tx
    .select({ taskId: cards.taskId, event: notices.event })
    .from(cards)
    .innerJoin(notices, eq(notices.taskId, cards.taskId))
    .where(and(eq(cards.requestId, requestId), or(isNotNull(cards.responseCode), eq(cards.delivered, 'pending'))))

const isSame = (card: CardRow, event: NoticeEvent) =>
  and(
    eq(cards.requestId, card.requestId),
    eq(sql`lower(${cards.userid})`, card.userid.toLowerCase()),
    eq(notices.event, event),
  )

/** Earlier cards that told this person the same. */
export const listEarlierCards = (tx: Tx, card: CardRow, event: NoticeEvent): Promise<LiveCard[]> =>
  tx
    .select({ taskId: cards.taskId, event: notices.event })
    .from(cards)
    .innerJoin(notices, eq(notices.taskId, cards.taskId))
    .where(and(isSame(card, event), lt(cards.round, card.round), isNotNull(cards.responseCode)))

/** Whether this person was told the same once more, and it arrived. */
export async function wasNotifiedAgain(db: Database, card: CardRow, event: NoticeEvent): Promise<boolean> {
  const [later] = await db
    .select({ taskId: cards.taskId })
    .from(cards)
    .innerJoin(notices, eq(notices.taskId, cards.taskId))
    .where(and(isSame(card, event), gt(cards.round, card.round), eq(cards.delivered, 'yes')))
    .limit(1)
  return later !== undefined
}
