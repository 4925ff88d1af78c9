import { canonicalJson } from '../audit/canonical-json.ts'
import type { PolicyFile } from './policy-files.ts'
import type { VersionKind } from './policy-flow.ts'

/** One clause in one language, as it is published. */
export type ClauseText = {
  clauseId: string
  /** As the reader sees it: `3.2④`. */
  no: string
  title: string
  /** Markdown. */
  body: string
  /** Why it changed, for those who are asked again. */
  why: string
}

/** What a clause's hash is taken over. Published for good: another text would need another kind of hash. */
export const clauseText = ({ clauseId, no, title, body }: Omit<ClauseText, 'why'>): string =>
  canonicalJson([clauseId, no, title, body])

/**
 * What a version's hash is taken over, language by language: its clauses in their order, what is agreed to, and the files
 * beside it, where there are any.
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

export function changeOf(clause: Hashed, before: readonly Hashed[]): ClauseChange {
  const old = before.find(({ clauseId }) => clauseId === clause.clauseId)
  if (!old) return 'new'
  return old.hash === clause.hash ? 'same' : 'changed'
}

/** Clauses that were there before and hold no more. Nobody has to read them again: what is gone asks nothing of anybody. */
export const removedSince = <Before extends { clauseId: string }>(
  clauses: readonly { clauseId: string }[],
  before: readonly Before[],
): Before[] => before.filter(({ clauseId }) => !clauses.some((clause) => clause.clauseId === clauseId))

/** The version since which a clause asks to be read: a change that asks nobody leaves it as it was. */
export function askedSince(
  clause: Hashed,
  no: number,
  kind: VersionKind,
  before: readonly (Hashed & { askedSince: number })[],
): number {
  const old = before.find(({ clauseId }) => clauseId === clause.clauseId)
  if (before.length === 0) return no
  if (kind !== 'major') return old?.askedSince ?? 0
  return old?.hash === clause.hash ? old.askedSince : no
}

/**
 * What a person has to read: everything the first time, later what changed since his own last signature. A clause that
 * was changed and changed back says what he signed, and is not asked for.
 */
export function clausesToRead<Clause extends Hashed & { askedSince: number }>(
  clauses: readonly Clause[],
  signed: { no: number; clauses: readonly Hashed[] } | null,
): Clause[] {
  if (!signed) return [...clauses]
  return clauses.filter((clause) => clause.askedSince > signed.no && changeOf(clause, signed.clauses) !== 'same')
}
