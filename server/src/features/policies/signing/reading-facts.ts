import { clausesToRead } from '@desk/shared/policies/clauses'
import { type DutyHolder, othersDuty } from '@desk/shared/policies/duties'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { expectedSeconds } from '@desk/shared/policies/reading-time'
import type { PolicyTask } from '@desk/shared/policies/policy-schemas'
import { type ActivePolicy, type ClauseRow, listClauses, type readClauses } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import type { RosterDeps, RosterRow } from '../roster/roster-queries.ts'
import { findVersionByNo } from './signature-queries.ts'

/** The clauses of a policy, those that one person has to read, and the version to compare with. */
export type ReadingFacts = {
  clauses: readonly ClauseRow[]
  toRead: ClauseRow[]
  /** The last version that the person signed; null if no signature is valid. */
  lastSigned: { no: number; label: string; at: Date; clauses: readonly ClauseRow[] } | null
}

/**
 * The language of a reading, and the duties that the reader holds. `clausesOf` reads the clauses, by default from the
 * database; lists of policies, which only count clauses, use the cached `readClauses`.
 */
export type ReadAs = { language: PolicyLanguage; duties: readonly DutyHolder[]; clausesOf?: typeof readClauses }

/**
 * Returns what a person has to read. The first time, duties of others need not be read, although the signature covers them.
 * Later versions require every change to be read, also in duties of others.
 */
export async function readingFacts(
  { db }: Pick<RosterDeps, 'db'>,
  policy: ActivePolicy,
  row: RosterRow,
  { language, duties, clausesOf = clausesInDatabase }: ReadAs,
): Promise<ReadingFacts> {
  const clauses = await clausesOf(db, policy, language)
  const lastSigned = await findLastSigned(db, policy, row, { language, clausesOf })
  const changed = clausesToRead(clauses, lastSigned)
  const concerns = ({ clauseId }: ClauseRow) => othersDuty(policy.duties, clauseId, duties) === null
  return { clauses, lastSigned, toRead: lastSigned === null ? changed.filter(concerns) : changed }
}

const clausesInDatabase: typeof readClauses = (db, { versionId }, language) => listClauses(db, versionId, language)

async function findLastSigned(
  db: RosterDeps['db'],
  policy: ActivePolicy,
  row: RosterRow,
  { language, clausesOf }: Required<Pick<ReadAs, 'language' | 'clausesOf'>>,
): Promise<ReadingFacts['lastSigned']> {
  const no = validSignedNo(row)
  const version = no === null ? null : await findVersionByNo(db, policy.id, no)
  if (!version || row.signedAt === null) return null
  const clauses = await clausesOf(db, version, language)
  return { no: version.no, label: version.label ?? '', at: row.signedAt, clauses }
}

/**
 * Returns the number of the version last signed; null if there is none, or if the person has since been re-employed or has to
 * sign again, and therefore reads the whole text.
 */
export const validSignedNo = ({ signedNo, signedAt, countsFrom }: RosterRow): number | null =>
  signedAt !== null && signedAt > countsFrom ? signedNo : null

/** Returns the policy as a task of one person. */
export function toTask(policy: ActivePolicy, row: RosterRow, { toRead, lastSigned }: ReadingFacts): PolicyTask {
  const isSigned = row.state === 'signed'
  return {
    id: policy.id,
    ...titleOf(policy),
    label: policy.label,
    // A reader is signed in and may sign, even if the directory or an ended contract still excludes them: pending.
    state: row.state === 'excluded' ? 'pending' : row.state,
    toRead: isSigned ? 0 : toRead.length,
    isDelta: lastSigned !== null,
    seconds: expectedSeconds(toRead.map(({ body }) => body)),
    dueAt: row.dueAt.toISOString(),
    signedAt: isSigned ? (row.signedAt?.toISOString() ?? null) : null,
    receipt: isSigned ? row.signedCode : null,
  }
}
