import { clausesToRead } from '@desk/shared/policies/clauses'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { expectedSeconds } from '@desk/shared/policies/reading-time'
import type { PolicyTask } from '@desk/shared/policies/policy-schemas'
import { type ClauseRow, listClauses, type LivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import type { RosterDeps, RosterRow } from '../roster/roster-queries.ts'
import { findVersionByNo } from './signature-queries.ts'

/** What one person has to read of a policy, and against what. */
export type ReadingFacts = {
  clauses: ClauseRow[]
  asked: ClauseRow[]
  /** The version he signed before; null: none that counts. */
  signed: { no: number; label: string; at: Date; clauses: ClauseRow[] } | null
}

export async function readingFacts(
  { db }: Pick<RosterDeps, 'db'>,
  policy: LivePolicy,
  row: RosterRow,
  language: PolicyLanguage,
): Promise<ReadingFacts> {
  const clauses = await listClauses(db, policy.versionId, language)
  const signed = await signedBefore(db, policy, row, language)
  return { clauses, signed, asked: clausesToRead(clauses, signed) }
}

async function signedBefore(db: RosterDeps['db'], policy: LivePolicy, row: RosterRow, language: PolicyLanguage) {
  const no = countedNo(row)
  const version = no === null ? null : await findVersionByNo(db, policy.id, no)
  if (!version || row.signedAt === null) return null
  const clauses = await listClauses(db, version.id, language)
  return { no: version.no, label: version.label ?? '', at: row.signedAt, clauses }
}

/** The version that he signed before, if it counts: whoever came back, or confirms anew, reads all of it. */
export const countedNo = ({ signedNo, signedAt, countsFrom }: RosterRow): number | null =>
  signedAt !== null && signedAt > countsFrom ? signedNo : null

const signsOf = (clauses: readonly ClauseRow[]) => clauses.reduce((sum, { body }) => sum + [...body].length, 0)

export function toTask(policy: LivePolicy, row: RosterRow, { asked, signed }: ReadingFacts): PolicyTask {
  const isSigned = row.state === 'signed'
  return {
    id: policy.id,
    ...titleOf(policy),
    label: policy.label,
    // Whoever reads this can sign in, and counts.
    state: row.state === 'excluded' ? 'pending' : row.state,
    toRead: isSigned ? 0 : asked.length,
    isDelta: signed !== null,
    seconds: expectedSeconds(signsOf(asked)),
    dueAt: row.dueAt.toISOString(),
    signedAt: isSigned ? (row.signedAt?.toISOString() ?? null) : null,
    receipt: isSigned ? row.signedCode : null,
  }
}
