import { sameUserid } from '@desk/shared/kernel/ids'
import type { LostFacts } from '@desk/shared/lost-device/lost-device-rules'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type CaseRow, holdersOf } from './case-queries.ts'
import { readRoster } from './on-call-roster.ts'

/** What the rules need to know of a case. */
export async function factsOf(deps: ReadDeps, row: CaseRow): Promise<LostFacts> {
  const { rows } = await readRoster(deps.db)
  return {
    subjectId: row.subjectId,
    reporterId: row.reporterId,
    secondReporterId: row.secondReporterId,
    identityBy: row.identityBy,
    attestedBy: row.attestedBy,
    departmentPath: row.departmentPath,
    onCall: rows.map(({ userid }) => userid),
    unlockers: await unlockersOf(deps, row),
  }
}

/** Who could unlock this account; whoever confirmed who it is among them. */
export async function unlockersOf(deps: ReadDeps, { subjectId }: Pick<CaseRow, 'subjectId'>): Promise<string[]> {
  return (await holdersOf(deps, ['ops', 'ops_lead'])).filter((userid) => !sameUserid(userid, subjectId))
}
