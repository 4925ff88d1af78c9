import { canonicalJson } from '../audit/canonical-json.ts'
import type { PolicyFile } from './policy-files.ts'
import type { VersionKind } from './policy-flow.ts'

/** One published clause in one language. */
export type ClauseText = {
  clauseId: string
  /** The number that the reader sees, such as `3.2④`. */
  no: string
  title: string
  /** Markdown. */
  body: string
  /** Why the clause changed, shown to people who have to sign again. */
  why: string
}

/**
 * Returns the text over which a clause's hash is computed. It never changes: another text would need another kind of
 * hash.
 */
export const clauseText = ({ clauseId, no, title, body }: Omit<ClauseText, 'why'>): string =>
  canonicalJson([clauseId, no, title, body])

/**
 * Returns the text over which the hash of a version in one language is computed: title and consent text, the clauses in
 * their order, and the files, if any.
 */
export const documentText = (document: {
  policyId: string
  label: string
  language: string
  title: string
  consent: string
  clauseHashes: readonly string[]
  files: readonly Pick<PolicyFile, 'name' | 'type' | 'size' | 'sha256'>[]
}): string =>
  canonicalJson([
    document.policyId,
    document.label,
    document.language,
    document.title,
    document.consent,
    document.clauseHashes,
    ...(document.files.length === 0
      ? []
      : [document.files.map(({ name, type, size, sha256 }) => [name, type, size, sha256])]),
  ])

export type ClauseChange = 'same' | 'changed' | 'new'

type Hashed = { clauseId: string; hash: string }

/** Returns how a clause differs from its text in an earlier version. */
export function changeOf(clause: Hashed, before: readonly Hashed[]): ClauseChange {
  const old = before.find(({ clauseId }) => clauseId === clause.clauseId)
  if (!old) return 'new'
  return old.hash === clause.hash ? 'same' : 'changed'
}

/** Lists the clauses of an earlier version that no longer exist. They are not part of the required reading. */
export const removedSince = <Before extends { clauseId: string }>(
  clauses: readonly { clauseId: string }[],
  before: readonly Before[],
): Before[] => before.filter(({ clauseId }) => !clauses.some((clause) => clause.clauseId === clauseId))

/** Returns the number of the version since which a clause must be read. Only a major version changes it. */
export function requiredSinceNo(
  clause: Hashed,
  no: number,
  kind: VersionKind,
  before: readonly (Hashed & { requiredSinceNo: number })[],
): number {
  const old = before.find(({ clauseId }) => clauseId === clause.clauseId)
  if (before.length === 0) return no
  if (kind !== 'major') return old?.requiredSinceNo ?? 0
  return old?.hash === clause.hash ? old.requiredSinceNo : no
}

/**
 * Lists the clauses that a person has to read: all the first time, later those that changed since their last signature. A
 * clause that was changed and changed back has the signed text and is not listed.
 */
export function clausesToRead<Clause extends Hashed & { requiredSinceNo: number }>(
  clauses: readonly Clause[],
  signed: { no: number; clauses: readonly Hashed[] } | null,
): Clause[] {
  if (!signed) return [...clauses]
  return clauses.filter((clause) => clause.requiredSinceNo > signed.no && changeOf(clause, signed.clauses) !== 'same')
}
