import type { AdoptingFlowDefinition } from '../adopting-flow.ts'
import { hasEntrySince, listConsoleOpenings } from '../model/opening-queries.ts'

/** The opening of an account. It takes over an account that was created in the console with the userid of the opening. */
export const openFlow: AdoptingFlowDefinition = {
  name: 'account_open',
  hasMember: hasEntrySince,
  async listConsoleRequests(tx, since) {
    const openings = await listConsoleOpenings(tx, since)
    return openings.flatMap(({ from, ...request }) =>
      from === null ? [] : [{ ...request, kind: 'created' as const, from }],
    )
  },
}
