import { sameUserid } from '@desk/shared/kernel/ids'
import type { BatchRow, OpeningRow } from '../model/opening-queries.ts'

/** Returns whether this person submitted the batch or corrected a waiting opening, and therefore may not decide about it. */
export const isOwnBatch = (batch: BatchRow, waiting: readonly OpeningRow[], userid: string): boolean =>
  [batch, ...waiting].some(({ submittedBy }) => sameUserid(submittedBy, userid))
