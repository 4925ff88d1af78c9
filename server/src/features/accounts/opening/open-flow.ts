import type { FlowThatAdopts } from '../adopting-flow.ts'
import { hasEntrySince } from '../model/opening-queries.ts'

/** The opening of an account takes over an account that was created in the console: it has an entry for that userid. */
export const openFlow: FlowThatAdopts = { name: 'account_open', hasMember: hasEntrySince }
