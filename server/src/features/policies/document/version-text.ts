import { type ClauseText, askedSince, clauseText, documentText } from '@desk/shared/policies/clauses'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyLanguage, VersionKind } from '@desk/shared/policies/policy-flow'
import { sha256 } from '../../../kernel/hash.ts'
import type { ClauseRow, LivePolicy } from './policy-queries.ts'

export const languagesOf = ({ en }: Pick<PolicyDraft, 'en'>): PolicyLanguage[] =>
  en === null ? ['zh-CN'] : ['zh-CN', 'en']

/** The language in which somebody reads what is in force: in Chinese where it is not written in the one he wants. */
export const languageOf = ({ titleEn }: Pick<LivePolicy, 'titleEn'>, wanted: PolicyLanguage): PolicyLanguage =>
  titleEn === null ? 'zh-CN' : wanted

/** What the draft says in one language; in Chinese where it does not say it. */
export const wordsOf = (draft: Pick<PolicyDraft, 'zh' | 'en'>, language: PolicyLanguage) =>
  language === 'en' && draft.en ? draft.en : draft.zh

export const clausesOf = (draft: PolicyDraft, language: PolicyLanguage): (ClauseText & { hash: string })[] =>
  draft.clauses.map((clause) => {
    const words = language === 'en' && clause.en ? clause.en : clause.zh
    const text = { clauseId: clause.id, no: clause.no, ...words }
    return { ...text, hash: sha256(clauseText(text)) }
  })

type Published = { id: `pov_${string}`; no: number; policyId: string; label: string; kind: VersionKind }

/** The rows of a version in one language, and the hash of its whole text. */
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
    askedSince: askedSince(clause, version.no, version.kind, before),
  }))
  const document = documentOf({ policyId: version.policyId, content: draft }, version.label, language)
  return { rows, docHash: docHashOf(document, rows) }
}

/** A version's content without its clauses, which are many. */
export type VersionHead = Pick<PolicyDraft, 'zh' | 'en'> & { files?: PolicyDraft['files'] }

type Document = Omit<Parameters<typeof documentText>[0], 'clauseHashes'>

/** What a version says beside its clauses. */
export function documentOf(
  { policyId, content }: { policyId: string; content: VersionHead },
  label: string,
  language: PolicyLanguage,
): Document {
  const { title, consent } = wordsOf(content, language)
  return { policyId, label, language, title, consent, files: filesOf(content) }
}

/** Versions that were written before there were files have none. */
export const filesOf = ({ files }: { files?: PolicyDraft['files'] }): PolicyDraft['files'] => files ?? []

export const docHashOf = (document: Document, clauses: readonly Pick<ClauseRow, 'hash'>[]): string =>
  sha256(documentText({ ...document, clauseHashes: clauses.map(({ hash }) => hash) }))

/** Computed anew from what is stored, not read from it. */
export const hashOfClause = (row: ClauseRow): string => sha256(clauseText(row))
