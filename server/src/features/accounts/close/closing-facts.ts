import type { ClosingFacts } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingRow, ItemRow } from './closing-queries.ts'

/** Returns the facts on which permissions depend. */
export const factsOf = (row: ClosingRow, items: readonly ItemRow[]): ClosingFacts => ({
  subjectId: row.subjectId,
  kind: row.kind,
  openedBy: row.openedBy,
  phase: row.phase,
  deletionAskedBy: row.deletionAskedBy,
  departmentPath: row.departmentPath,
  heirs: items.flatMap(({ heirId }) => (heirId === null ? [] : [heirId])),
})
