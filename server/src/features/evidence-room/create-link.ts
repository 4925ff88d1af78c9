import type { AuditorLinkBody, CreatedAuditorLink } from '@desk/shared/evidence-room/link-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { actorWithRole } from '../../access/current-actor.ts'
import { today } from '../../access/grant-conditions.ts'
import { memberNames } from '../../directory/member-names.ts'
import { invalidField } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { Deps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { insertLink, listPublished } from './link-queries.ts'
import { toLinkView } from './link-view.ts'

/** Creates a link for an outside auditor. Only this response contains its token. */
export async function createLink(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { name, policies: policyIds, fromDay, toDay, days }: AuditorLinkBody,
): Promise<CreatedAuditorLink> {
  const now = deps.clock.now()
  const policies = await listPublished(deps.db, policyIds)
  if (policies.length < new Set(policyIds).size) throw invalidField('policies', 'link.unknown_policy')
  if (fromDay > today(deps)) throw invalidField('fromDay', 'link.day_ahead')
  if (fromDay > toDay) throw invalidField('toDay', 'link.days_reversed')
  const token = deps.ids.token()
  const row = {
    id: deps.ids.next('auditorLink'),
    name,
    tokenHash: sha256(token),
    policyIds: policies.map(({ id }) => id),
    fromDay,
    toDay,
    createdBy: actor.userid,
    createdAt: now,
    expiresAt: new Date(now.getTime() + days * DAY_MS),
    browserHash: null,
    openedAt: null,
    openedClient: null,
    openedSystem: null,
    lastUsedAt: null,
    views: 0,
    endedAt: null,
    endedBy: null,
  }
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'room_keeper')
    await insertLink(tx, row)
    const details = { policies: row.policyIds, fromDay, toDay, days }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'auditor_links.make', object: row.id, details })
  })
  const names = await memberNames(deps.db, [actor.userid])
  // As a fragment the token is neither sent nor logged when the address is opened, and no preview can use it up.
  const url = `${deps.site.publicUrl}${pagePaths.evidenceEntry}#${token}`
  return { url, view: toLinkView({ ...row, hasKeeper: true }, { now, names, policies }) }
}
