import type { FlowThatAdopts } from '../adopting-flow.ts'
import { hasEntrySince, listConsoleOpenings } from '../model/opening-queries.ts'

/** The opening of an account takes over what was created in the console, if it is for that userid. */
export const openFlow: FlowThatAdopts = {
  name: 'account_open',
  hasMember: hasEntrySince,
  async listOrders(tx, since) {
    const openings = await listConsoleOpenings(tx, since)
    return openings.flatMap(({ from, ...order }) =>
      from === null ? [] : [{ ...order, kind: 'created' as const, from }],
    )
  },
}
