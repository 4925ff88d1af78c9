import type { LostFacts } from '@desk/shared/requests/kinds/lost-device-rules'
import type { Database } from '../../../db/database.ts'
import type { CaseRow } from './case-queries.ts'
import { readRoster } from './duty-roster.ts'

/** What the rules need to know of a case. */
export async function factsOf(db: Database, row: CaseRow): Promise<LostFacts> {
  const { rows } = await readRoster(db)
  return {
    subjectId: row.subjectId,
    reporterId: row.reporterId,
    secondReporterId: row.secondReporterId,
    identityBy: row.identityBy,
    attestedBy: row.attestedBy,
    departmentPath: row.departmentPath,
    onCall: rows.map(({ userid }) => userid),
  }
}
