import type { Database } from '../../../db/database.ts'
import type { ConsoleRequest, AdoptingFlowDefinition } from '../adopting-flow.ts'
import { findOpenClosingOf, hasClosingSince } from './closing-queries.ts'
import { listConsoleRequests } from './list-queries.ts'

/** The console change that people are asked to make in each phase. */
const operationKinds: Readonly<Record<string, ConsoleRequest['kind']>> = {
  disabling: 'changed',
  enabling: 'changed',
  deleting: 'deleted',
}

/** The closing of an account: takes over changes made to the account in the console, and a report that the member left. */
export const closeFlow: AdoptingFlowDefinition = {
  name: 'account_close',
  hasMember: hasClosingSince,
  isLeaving: isBeingClosed,
  async listConsoleRequests(tx, since) {
    const requests = await listConsoleRequests(tx, since)
    return requests.flatMap(({ phase, ...request }) => {
      const kind = operationKinds[phase]
      return kind === undefined ? [] : [{ ...request, kind }]
    })
  },
}

/** Returns whether this person's account is being closed. */
export async function isBeingClosed(db: Database, userid: string): Promise<boolean> {
  const closing = await findOpenClosingOf(db, userid)
  return closing !== null && closing.kind !== 'transfer' && closing.phase !== 'enabling'
}
