import type { MemberActor } from '@desk/shared/identity/actor'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { clausesToRead, type ClauseText, removedSince } from '@desk/shared/policies/clauses'
import { expectedSeconds } from '@desk/shared/policies/reading-time'
import type { Database } from '../../../db/database.ts'
import { withTimeoutPerStatement } from '../../../db/statement-timeout.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import { countForecast } from './forecast-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findActivePolicy, findPolicy, listClauses, listVersions, type VersionRow } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { clausesOf, languagesOf, publishText } from '../document/version-text.ts'

/** Time limit of the forecast. It reads every member once, and a million take longer than other requests may. */
const FORECAST_MS = MINUTE_MS

/** Forecasts, before a draft is published, who would have to sign which part of it, and how long they would read. */
export async function forecastPublish(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
  count = countForecast,
): Promise<PublishForecast> {
  authorizeRole(actor, 'policy_reviewer')
  const policy = await findPolicy(deps.db, id)
  const versions = policy ? await listVersions(deps.db, id) : []
  const newest = versions.findLast(({ state }) => state !== 'discarded')
  if (!policy || !newest) throw new PolicyNotFoundError()
  const active = await findActivePolicy(deps.db, id)
  const inForce = versions.find((version) => version.id === active?.versionId) ?? null
  const texts = clausesOf(newest.content, 'zh-CN')
  const changed = inForce ? await clausesAfter(deps.db, newest, { inForce, signed: inForce }) : texts
  const before = inForce ? await listClauses(deps.db, inForce.id, 'zh-CN') : []
  const { audience } = newest.content
  const { signers, ...counts } = await withTimeoutPerStatement(FORECAST_MS, () => count(deps, { id, audience }))
  const groups: PublishForecast['groups'] = []
  for (const { no, people } of signers) {
    const signed = versions.find((version) => version.no === no)
    const toRead = signed && inForce ? await clausesAfter(deps.db, newest, { inForce, signed }) : texts
    groups.push({ label: signed?.label ?? null, people, clauses: toRead.length, seconds: readingSeconds(toRead) })
  }
  return {
    ...counts,
    groups,
    clauses: texts.length,
    changed: changed.length,
    removed: removedSince(texts, before).length,
    seconds: readingSeconds(changed),
    fullSeconds: readingSeconds(texts),
  }
}

const readingSeconds = (clauses: readonly ClauseText[]) => expectedSeconds(clauses.map(({ body }) => body))

/**
 * Returns the clauses that the draft, published as a major version, would require of someone who signed `signed`: those
 * that changed in any language, since readers of English have to read a clause whose English text alone changed. A new
 * language adds none. The Chinese text is returned, for the reading time.
 */
async function clausesAfter(
  db: Database,
  draft: VersionRow,
  { inForce, signed }: { inForce: VersionRow; signed: VersionRow },
): Promise<ClauseText[]> {
  const required = new Set<string>()
  const published = { id: draft.id, no: draft.no, policyId: draft.policyId, label: '', kind: 'major' } as const
  for (const language of languagesOf(draft.content)) {
    const [current, signedClauses] = [
      await listClauses(db, inForce.id, language),
      await listClauses(db, signed.id, language),
    ]
    if (current.length === 0 || signedClauses.length === 0) continue
    const { rows } = publishText(published, draft.content, language, current)
    for (const { clauseId } of clausesToRead(rows, { no: signed.no, clauses: signedClauses })) required.add(clauseId)
  }
  return clausesOf(draft.content, 'zh-CN').filter(({ clauseId }) => required.has(clauseId))
}
