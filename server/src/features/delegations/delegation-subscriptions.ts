import type { DelegationId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../db/database.ts'
import type { DelegationTurn, Subscriptions } from '../../domain-events/domain-events.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'

export const DELEGATION_TURN_TOPIC = 'delegation.turn'

export const delegationSubscriptions: Subscriptions = {
  async 'delegations.changed'(tx, { id, turns }) {
    for (const { turn, at } of turns) await enqueueDelegationTurn(tx, id, turn, at)
  },
}

/** Enqueues the notices of the moment at which a delegation begins or ends. */
async function enqueueDelegationTurn(tx: Tx, id: DelegationId, turn: DelegationTurn, runAt: Date): Promise<void> {
  const key = `${DELEGATION_TURN_TOPIC}:${id}:${turn}:${runAt.toISOString()}`
  await enqueue(tx, [{ topic: DELEGATION_TURN_TOPIC, payload: { id, turn }, dedupeKey: key, groupKey: key, runAt }])
}
