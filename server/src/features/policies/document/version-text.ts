import { canonicalJson } from '@desk/shared/audit/canonical-json'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { type ClauseText, requiredSinceNo, clauseText, documentText } from '@desk/shared/policies/clauses'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyLanguage, VersionKind } from '@desk/shared/policies/policy-flow'
import { sha256 } from '../../../kernel/hash.ts'
import type { ClauseRow, ActivePolicy } from './policy-queries.ts'

/** Returns the languages in which a draft is written; Chinese is always one of them. */
export const languagesOf = ({ en }: Pick<PolicyDraft, 'en'>): PolicyLanguage[] =>
  en === null ? ['zh-CN'] : ['zh-CN', 'en']

/** Returns the language in which the version in force is shown: Chinese when it is not written in the requested one. */
export const languageOf = ({ titleEn }: Pick<ActivePolicy, 'titleEn'>, requested: PolicyLanguage): PolicyLanguage =>
  titleEn === null ? 'zh-CN' : requested

/** Returns title and consent text in one language; in Chinese when the draft has none in that language. */
export const titleAndConsentOf = (draft: Pick<PolicyDraft, 'zh' | 'en'>, language: PolicyLanguage) =>
  language === 'en' && draft.en ? draft.en : draft.zh

/** Returns the clauses of a draft with their hashes, in one language; in Chinese where a clause is not translated. */
export const clausesOf = (draft: PolicyDraft, language: PolicyLanguage): (ClauseText & { hash: string })[] =>
  draft.clauses.map((clause) => {
    const translated = language === 'en' && clause.en ? clause.en : clause.zh
    const text = { clauseId: clause.id, no: clause.no, ...translated }
    return { ...text, hash: sha256(clauseText(text)) }
  })

type Published = { id: PolicyVersionId; no: number; policyId: string; label: string; kind: VersionKind }

/** Returns the clause rows of a version in one language, and the hash of its whole text. */
export function publishText(
  version: Published,
  draft: PolicyDraft,
  language: PolicyLanguage,
  before: readonly ClauseRow[],
): { rows: ClauseRow[]; docHash: string } {
  const rows = clausesOf(draft, language).map((clause, ordinal) => ({
    ...clause,
    versionId: version.id,
    language,
    ordinal,
    requiredSinceNo: requiredSinceNo(clause, version.no, version.kind, before),
  }))
  const document = documentOf({ policyId: version.policyId, content: draft }, version.label, language)
  return { rows, docHash: docHashOf(document, rows) }
}

/** The part of a version's content that its document hash covers besides the clauses. */
export type VersionHead = Pick<PolicyDraft, 'zh' | 'en'> & { files?: PolicyDraft['files'] }

type Document = Omit<Parameters<typeof documentText>[0], 'clauseHashes'>

/** Returns what a document hash covers besides the clauses. */
export function documentOf(
  { policyId, content }: { policyId: string; content: VersionHead },
  label: string,
  language: PolicyLanguage,
): Document {
  const { title, consent } = titleAndConsentOf(content, language)
  return { policyId, label, language, title, consent, files: filesOf(content) }
}

/** Returns the files of a version; versions that an earlier release stored have no such field. */
export const filesOf = ({ files }: { files?: PolicyDraft['files'] }): PolicyDraft['files'] => files ?? []

/** Returns the hash of a document, from the hashes of its clauses. */
export const docHashOf = (document: Document, clauses: readonly Pick<ClauseRow, 'hash'>[]): string =>
  sha256(documentText({ ...document, clauseHashes: clauses.map(({ hash }) => hash) }))

/** Returns the hash of everything that a version would publish, by which it is approved. */
export const contentHashOf = (content: PolicyDraft): string => sha256(canonicalJson(content))

/** Computes the hash of a stored document from its clauses' texts, instead of reading stored hashes. */
export const computeDocHash = (document: Document, clauses: readonly ClauseRow[]): string =>
  docHashOf(
    document,
    clauses.map((clause) => ({ hash: hashOfClause(clause) })),
  )

/** Computes the hash of a stored clause from its text, instead of reading the stored hash. */
export const hashOfClause = (row: ClauseRow): string => sha256(clauseText(row))
