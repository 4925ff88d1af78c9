import type { AdoptingFlowDefinition } from '../adopting-flow.ts'
import { hasEntrySince, listConsoleOpenings } from '../model/opening-queries.ts'

/** The opening of an account: takes over an account with its userid that was created in the console. */
export const openFlow: AdoptingFlowDefinition = {
  name: 'account_open',
  hasMember: hasEntrySince,
  async listOrders(tx, since) {
    const openings = await listConsoleOpenings(tx, since)
    return openings.flatMap(({ from, ...order }) =>
      from === null ? [] : [{ ...order, kind: 'created' as const, from }],
    )
  },
}
