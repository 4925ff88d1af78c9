import type { Deps } from '../../../kernel/deps.ts'
import { purgeDrafts } from '../../../kernel/draft-queries.ts'
import { expiryCutOff } from '../save-draft.ts'

/** Deletes expired drafts, daily, and returns their number. */
export const purgeOldDrafts = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> =>
  purgeDrafts(db, expiryCutOff(clock.now()))
