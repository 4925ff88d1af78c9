import type { RoomAnswer } from '@desk/shared/evidence-room/room-schemas'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { memberNames } from '../../directory/member-names.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { compareClauses } from '../policies/document/compare-clauses.ts'
import { listClauses, listVersions } from '../policies/document/policy-queries.ts'
import { languagesOf } from '../policies/document/version-text.ts'
import type { PolicyMoment } from './policy-moment.ts'
import type { RoomAccess } from './room-access.ts'

/** Returns the text in force at that moment, compared with the version before; null if the policy was not in force. */
export async function answerText(
  { db }: ReadDeps,
  { policy, isInForce }: PolicyMoment,
  { language: shown, access }: { language: PolicyLanguage; access: RoomAccess },
): Promise<RoomAnswer['text']> {
  const published = (await listVersions(db, policy.id)).filter(({ publishedAt }) => publishedAt !== null)
  const version = published.find(({ id }) => id === policy.versionId)
  if (!isInForce || !version?.publishedAt) return null
  const { until } = access
  const last = published.findLast(({ publishedAt }) => publishedAt !== null && publishedAt <= until)
  const isRetired = policy.retiredAt !== null && policy.retiredAt <= until
  const former = published.findLast(({ no }) => no < version.no) ?? null
  const language = languagesOf(version.content).includes(shown) ? shown : 'zh-CN'
  const clauses = await listClauses(db, version.id, language)
  const clausesBefore = former === null ? clauses : await listClauses(db, former.id, language)
  const writers = version.writers.length > 0 ? version.writers : [version.authorId]
  // The template was written by a `system:` actor, not by a person.
  const authors = writers.filter((userid) => !userid.startsWith('system:'))
  const { approvedBy, publishedBy } = version
  const names = await memberNames(
    db,
    [...authors, approvedBy, publishedBy].filter((userid) => userid !== null),
  )
  const nameOf = (userid: string | null) => (userid === null ? null : names(userid).name)
  return {
    no: version.no,
    label: version.label ?? '',
    language,
    publishedAt: version.publishedAt.toISOString(),
    authors: authors.map((userid) => names(userid).name),
    publishedBy: nameOf(publishedBy),
    approvedBy: nameOf(approvedBy),
    approvedAt: version.approvedAt?.toISOString() ?? null,
    isCurrent: last?.id === version.id && !isRetired,
    lastDay: access.lastDay,
    former: former && { no: former.no, label: former.label ?? '' },
    clauses: compareClauses(clauses, clausesBefore),
  }
}
