import { sameUserid } from '@desk/shared/kernel/ids'
import type { BatchRow, OpeningRow } from '../model/opening-queries.ts'

/** Returns whether somebody submitted the batch, or corrected an opening that waits: they do not decide about it. */
export const isOwnBatch = (batch: BatchRow, waiting: readonly OpeningRow[], userid: string): boolean =>
  [batch, ...waiting].some(({ submittedBy }) => sameUserid(submittedBy, userid))
