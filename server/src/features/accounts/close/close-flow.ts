import type { FlowThatAdopts } from '../adopting-flow.ts'
import { findOpenClosingOf, hasClosingSince } from './closing-queries.ts'

/** The closing of an account takes over what was done about it in the console, and a report that somebody left. */
export const closeFlow: FlowThatAdopts = {
  name: 'account_close',
  hasMember: hasClosingSince,
  async isLeaving(tx, userid) {
    const closing = await findOpenClosingOf(tx, userid)
    return closing !== null && closing.kind !== 'transfer' && closing.phase !== 'enabling'
  },
}
