import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { changeOf, type ClauseText, removedSince } from '@desk/shared/policies/clauses'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { expectedSeconds } from '@desk/shared/policies/reading-time'
import type { Database } from '../../../db/database.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import { countForecast } from './forecast-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, findPolicy, listClauses, listVersions, type LivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { clausesOf, languagesOf } from '../document/version-text.ts'

/** Whom publishing the draft would cost how much, before it is done. */
export async function forecastPublish(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
): Promise<PublishForecast> {
  authorizeRole(actor, 'reviewer')
  const policy = await findPolicy(deps.db, id)
  const newest = policy && (await listVersions(deps.db, id)).at(-1)
  if (!policy || !newest) throw new PolicyNotFoundError()
  const live = await findLivePolicy(deps.db, id)
  const before = live ? await listClauses(deps.db, live.versionId, 'zh-CN') : []
  const removed = removedSince(clausesOf(newest.content, 'zh-CN'), before).length
  const changed = await changedSince(deps.db, newest.content, live)
  const { daysToSign, joinerDays } = newest.content
  // As if it took effect now, with the audience it would have.
  const asked = await countForecast(deps, {
    id,
    audience: newest.content.audience,
    requiresNo: newest.no,
    asksSince: deps.clock.now(),
    daysToSign,
    joinerDays,
  })
  return {
    ...asked,
    changed: changed.length,
    removed,
    seconds: readingSeconds(changed),
    fullSeconds: readingSeconds(clausesOf(newest.content, 'zh-CN')),
  }
}

const readingSeconds = (clauses: readonly ClauseText[]) =>
  expectedSeconds(clauses.reduce((sum, { body }) => sum + [...body].length, 0))

/**
 * In any language that people sign in: who signed in English is asked for a clause whose English alone changed. A language
 * that is new asks for what Chinese asks for. Reading takes as long as the Chinese text, whichever it was.
 */
async function changedSince(db: Database, content: PolicyDraft, live: LivePolicy | null): Promise<ClauseText[]> {
  const changed = new Set<string>()
  for (const language of languagesOf(content)) {
    const before = live ? await listClauses(db, live.versionId, language) : []
    if (live && before.length === 0) continue
    for (const clause of clausesOf(content, language))
      if (changeOf(clause, before) !== 'same') changed.add(clause.clauseId)
  }
  return clausesOf(content, 'zh-CN').filter(({ clauseId }) => changed.has(clauseId))
}
