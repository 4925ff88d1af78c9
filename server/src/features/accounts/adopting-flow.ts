import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import type { ConsoleDeedKind } from '@desk/shared/accounts/console-schemas'
import type { Tx } from '../../db/database.ts'

/** What a flow asked people to do to an account in WeCom's console. */
export type ConsoleOrder = {
  kind: Exclude<ConsoleDeedKind, 'setup'>
  userid: string
  name: string
  from: Date
  /** When WeCom showed it; null: it is still awaited. */
  until: Date | null
}

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
  /** Lists what is awaited from the console, and what WeCom has shown since then. A flow without it asks for nothing there. */
  listOrders?(tx: Tx, since: Date): Promise<ConsoleOrder[]>
}

export type AdoptionDeps = { adoptingFlows: readonly FlowThatAdopts[] }
