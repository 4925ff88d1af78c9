import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import type { Tx } from '../../db/database.ts'
import { hasChangeSince } from './second-writer/set-back-queries.ts'

/** The flow that adopts changes made in the console: a change is requested afterwards. */
export const infoChangeFlow = {
  name: 'info_change' satisfies AdoptingFlow as AdoptingFlow,
  hasMember: (tx: Tx, userid: string, since: Date): Promise<boolean> => hasChangeSince(tx, userid, since),
}
