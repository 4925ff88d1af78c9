import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { sha256 } from '../../../kernel/hash.ts'
import type { OpeningRow } from './opening-queries.ts'

/**
 * Returns the hash of the openings that wait for a decision; null when none does. The row's version changes with its phone
 * number and email address, which are left out: somebody could guess them from a hash in the audit.
 */
export function planHash(rows: readonly OpeningRow[]): string | null {
  const waiting = rows.filter(({ state }) => state === 'review')
  if (waiting.length === 0) return null
  const plan = waiting
    .toSorted((left, right) => left.no - right.no)
    .map((row) => [
      row.id,
      row.version,
      row.userid,
      row.name,
      row.departmentId,
      row.position,
      row.startsOn,
      row.company,
      row.sponsorId,
      row.endsOn,
      row.returnAnswer,
    ])
  return sha256(canonicalJson(plan))
}
