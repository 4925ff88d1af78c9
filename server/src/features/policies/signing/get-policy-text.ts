import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { ClauseText } from '@desk/shared/policies/clauses'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { mayReadText } from './text-access.ts'
import type { PolicyTextQuery, PolicyTextView } from '@desk/shared/policies/text-schemas'
import { compareClauses } from '../document/compare-clauses.ts'
import { compareFiles } from '../document/compare-files.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import {
  findActivePolicy,
  requirePolicy,
  listClauses,
  listVersions,
  type VersionRow,
} from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import { clausesOf, filesOf, languagesOf, titleAndConsentOf } from '../document/version-text.ts'
import { findOnRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { findSigner, listSignedVersionIds } from './signature-queries.ts'

/**
 * Returns the text of a version, compared with another one where requested. Reviewers read every version, others those
 * that they signed or have to sign.
 * @throws PolicyNotFoundError also for a version that the caller may not read
 */
export async function getPolicyText(
  deps: RosterDeps,
  actor: MemberActor,
  { id, version, from, language: requested = 'zh-CN' }: PolicyTextQuery & { id: PolicyId },
): Promise<PolicyTextView> {
  const policy = await requirePolicy(deps.db, id)
  const { readable, signedIds } = await listReadable(deps, actor, id)
  const find = (no: string) => readable.find((row) => row.no === Number(no))
  const inForce = readable.find((row) => row.id === policy.currentVersionId)
  const shown = version === undefined ? (inForce ?? readable[0]) : find(version)
  const before = from === undefined ? null : find(from)
  if (!shown || before === undefined) throw new PolicyNotFoundError()
  const languages = languagesOf(shown.content)
  const language = languages.includes(requested) ? requested : 'zh-CN'
  return {
    id,
    ...titleOfVersion(shown.content),
    isRetired: policy.retiredAt !== null,
    versions: readable.map((row) => ({
      no: row.no,
      label: row.label,
      state: row.state,
      kind: row.kind,
      publishedAt: row.publishedAt?.toISOString() ?? null,
      isSigned: signedIds.has(row.id),
    })),
    shown: shown.no,
    from: before?.no ?? null,
    language,
    languages,
    consent: titleAndConsentOf(shown.content, language).consent,
    clauses: await compareTexts(deps, { shown, before }, language),
    files: compareFiles(filesOf(shown.content), filesOf((before ?? shown).content)),
  }
}

/** Lists the versions that the caller may read, the newest first, and which of them they signed. */
async function listReadable(
  deps: RosterDeps,
  actor: MemberActor,
  id: PolicyId,
): Promise<{ readable: VersionRow[]; signedIds: ReadonlySet<PolicyVersionId> }> {
  const active = await findActivePolicy(deps.db, id)
  const row = active && (await findOnRoster(deps, active, actor.userid))
  const signer = await findSigner(deps.db, actor.userid)
  const signedIds = new Set(signer ? await listSignedVersionIds(deps.db, signer, id) : [])
  const isBound = row !== null && row.state !== 'excluded'
  const versions = (await listVersions(deps.db, id)).filter(({ state }) => state !== 'discarded')
  const readable = versions.filter((version) =>
    mayReadText(actor, {
      isPublished: version.publishedAt !== null,
      isSigned: signedIds.has(version.id),
      isRequired: isBound && version.id === active?.versionId,
    }),
  )
  return { readable: readable.reverse(), signedIds }
}

/** Compares two versions; without a second one, every clause is the same. */
async function compareTexts(
  { db }: RosterDeps,
  { shown, before }: { shown: VersionRow; before: VersionRow | null },
  language: PolicyLanguage,
): Promise<PolicyTextView['clauses']> {
  const textOf = async (version: VersionRow): Promise<(ClauseText & { hash: string })[]> =>
    version.publishedAt === null ? clausesOf(version.content, language) : listClauses(db, version.id, language)
  const now = await textOf(shown)
  return compareClauses(now, before === null ? now : await textOf(before))
}
