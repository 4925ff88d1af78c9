import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import type { ConsoleOperationKind } from '@desk/shared/accounts/console-schemas'
import type { Tx } from '../../db/database.ts'

/** What a flow asked people to do to an account in WeCom's console. */
export type ConsoleRequest = {
  kind: Exclude<ConsoleOperationKind, 'setup'>
  userid: string
  name: string
  from: Date
  /** When WeCom showed it, or it was cancelled; null: it is still awaited. */
  until: Date | null
}

/**
 * A flow that can take over an account that was changed in the console without it. It answers from its own records, so
 * that nothing counts as taken over before the flow has it.
 */
export type AdoptingFlowDefinition = {
  name: AdoptingFlow
  /** Whether the flow has an entry for this member that is open, or was completed after `since`. */
  hasMember(tx: Tx, userid: string, since: Date): Promise<boolean>
  /** Whether the flow is closing the account of this member. A flow without this function cannot take over a departure. */
  isLeaving?(tx: Tx, userid: string): Promise<boolean>
  /** Lists the console changes that the flow waits for, and those shown after `since`. Absent: the flow asks for none. */
  listConsoleRequests?(tx: Tx, since: Date): Promise<ConsoleRequest[]>
}

export type AdoptionDeps = { adoptingFlows: readonly AdoptingFlowDefinition[] }
