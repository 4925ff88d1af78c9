import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import type { Tx } from '../../db/database.ts'

/**
 * A flow that can take over what happened past it. It looks for its own record, so that nothing counts as taken over
 * before it is.
 */
export type FlowThatAdopts = {
  name: AdoptingFlow
  /** Whether the flow has this member since then: under way, or done. */
  hasMember(tx: Tx, userid: string, since: Date): Promise<boolean>
  /** Whether it closes the account of this member. A flow without it cannot take over a departure. */
  isLeaving?(tx: Tx, userid: string): Promise<boolean>
}

export type AdoptionDeps = { adoptingFlows: readonly FlowThatAdopts[] }
