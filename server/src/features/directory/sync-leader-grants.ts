import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { today } from '../../access/grant-conditions.ts'
import type { Tx } from '../../db/database.ts'
import { listSuspendedAccounts } from '../../directory/suspension-queries.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import * as queries from './directory-queries.ts'

const syncJob: SystemActor = { kind: 'system', job: 'directory.sync' }

const keyOf = ({ userid, departmentId }: queries.Leadership) => `${userid.toLowerCase()} ${departmentId}`
const idsOf = (grants: readonly { id: string }[]) => grants.map(({ id }) => id)

/**
 * Updates department-admin grants to `leaderships`, the current leaders in WeCom. A new leader receives an unconfirmed grant;
 * an unconfirmed grant ends with the leadership. A confirmed grant is only flagged, for ops to decide; a grant that ops
 * ended is not restored. Grants made on the settings page only end after their last day. Nothing is concluded for a department
 * that left the visible range with all its members while they are held. A suspended account receives no grant.
 */
export async function syncLeaderGrants(
  deps: Pick<Deps, 'clock' | 'ids' | 'emit' | 'site'>,
  tx: Tx,
  leaderships: readonly queries.Leadership[],
): Promise<void> {
  const now = deps.clock.now()
  await queries.endExpiredAdminGrants(tx, today(deps), now)
  const open = await queries.listOpenAdminGrants(tx)
  const decided = new Set([...open, ...(await queries.listDeclinedLeaders(tx))].map(keyOf))
  const leading = new Set(leaderships.map(keyOf))
  const undecided = leaderships.filter((leadership) => !decided.has(keyOf(leadership)))
  const suspended = await listSuspendedAccounts(
    tx,
    undecided.map(({ userid }) => userid),
  )
  const added = undecided.filter(({ userid }) => !suspended.has(userid.toLowerCase()))
  const unnamed = open.filter((grant) => grant.isLeader && !leading.has(keyOf(grant)))
  const hidden = await queries.filterHidden(tx, [...new Set(unnamed.map(({ departmentId }) => departmentId))])
  const ceased = unnamed.filter(({ departmentId }) => !hidden.has(departmentId))
  const ended = ceased.filter(({ isConfirmed }) => !isConfirmed)
  const lost = ceased.filter(({ isConfirmed, isLeadLost }) => isConfirmed && !isLeadLost)
  const regained = open.filter((grant) => grant.isLeadLost && leading.has(keyOf(grant)))
  await queries.endGrants(tx, idsOf(ended), now)
  await queries.markLeadLost(tx, idsOf(lost), now)
  await queries.markLeadLost(tx, idsOf(regained), null)
  const role = 'dept_admin'
  await deps.emit(tx, 'roles.beginning', { userids: added.map(({ userid }) => userid), role, at: now })
  await queries.addGrants(
    deps,
    tx,
    added.map((leadership) => ({ ...leadership, role, source: 'leader' })),
  )
  const changed = [...ended, ...added].map(({ userid }) => userid)
  await deps.emit(tx, 'roles.changed', { userids: changed, role, at: [now] })
  if (added.length + ended.length + lost.length + regained.length === 0) return
  const details = {
    added: added.map(keyOf),
    ended: ended.map(keyOf),
    lost: lost.map(keyOf),
    regained: regained.map(keyOf),
  }
  const actor = actorName(syncJob)
  await recordAudit(tx, { at: now, actor, action: 'roles.follow_leaders', object: 'directory', details })
}
