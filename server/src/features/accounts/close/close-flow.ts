import type { Database } from '../../../db/database.ts'
import type { FlowThatAdopts } from '../adopting-flow.ts'
import { findOpenClosingOf, hasClosingSince } from './closing-queries.ts'

/** The closing of an account takes over what was done about it in the console, and a report that somebody left. */
export const closeFlow: FlowThatAdopts = {
  name: 'account_close',
  hasMember: hasClosingSince,
  isLeaving: isBeingClosed,
}

/** Returns whether this person's account is being closed. */
export async function isBeingClosed(db: Database, userid: string): Promise<boolean> {
  const closing = await findOpenClosingOf(db, userid)
  return closing !== null && closing.kind !== 'transfer' && closing.phase !== 'enabling'
}
