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
import {
  findActivePolicy,
  findPolicy,
  listClauses,
  listVersions,
  type ActivePolicy,
} from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { clausesOf, languagesOf } from '../document/version-text.ts'

/** Forecasts who would have to sign the draft and how long they would read, before it is published. */
export async function forecastPublish(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
): Promise<PublishForecast> {
  authorizeRole(actor, 'policy_reviewer')
  const policy = await findPolicy(deps.db, id)
  const newest = policy && (await listVersions(deps.db, id)).at(-1)
  if (!policy || !newest) throw new PolicyNotFoundError()
  const active = await findActivePolicy(deps.db, id)
  const before = active ? await listClauses(deps.db, active.versionId, 'zh-CN') : []
  const removed = removedSince(clausesOf(newest.content, 'zh-CN'), before).length
  const changed = await changedSince(deps.db, newest.content, active)
  const { daysToSign, joinerDays } = newest.content
  // Evaluated as if the draft took effect now, with its own audience.
  const counts = await countForecast(deps, {
    id,
    audience: newest.content.audience,
    requiresNo: newest.no,
    requiredSince: deps.clock.now(),
    daysToSign,
    joinerDays,
  })
  return {
    ...counts,
    changed: changed.length,
    removed,
    seconds: readingSeconds(changed),
    fullSeconds: readingSeconds(clausesOf(newest.content, 'zh-CN')),
  }
}

const readingSeconds = (clauses: readonly ClauseText[]) =>
  expectedSeconds(clauses.reduce((sum, { body }) => sum + [...body].length, 0))

/**
 * Returns the clauses that changed in any language, since readers of English have to read a clause whose English text alone
 * changed. A new language adds no changes of its own. The Chinese text is returned, for the reading time.
 */
async function changedSince(db: Database, content: PolicyDraft, active: ActivePolicy | null): Promise<ClauseText[]> {
  const changed = new Set<string>()
  for (const language of languagesOf(content)) {
    const before = active ? await listClauses(db, active.versionId, language) : []
    if (active && before.length === 0) continue
    for (const clause of clausesOf(content, language))
      if (changeOf(clause, before) !== 'same') changed.add(clause.clauseId)
  }
  return clausesOf(content, 'zh-CN').filter(({ clauseId }) => changed.has(clauseId))
}
