import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { changeOf, removedSince } from '@desk/shared/policies/clauses'
import { expectedSeconds } from '@desk/shared/policies/reading'
import { authorizeRole } from '../../kernel/authorize.ts'
import { countForecast } from './forecast-queries.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { findLivePolicy, findPolicy, listClauses, listVersions } from './policy-queries.ts'
import type { RosterDeps } from './roster-queries.ts'
import { clausesOf } from './version-text.ts'

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
  const clauses = clausesOf(newest.content, 'zh-CN')
  const removed = removedSince(clauses, before).length
  const changed = clauses.filter((clause) => changeOf(clause, before) !== 'same')
  const signs = changed.reduce((sum, { body }) => sum + [...body].length, 0)
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
  return { ...asked, changed: changed.length, removed, seconds: expectedSeconds(signs) }
}
