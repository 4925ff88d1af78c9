import type { PolicyId } from '@desk/shared/kernel/ids'
import { listSuspendedAccounts } from '../../../directory/suspension-queries.ts'
import { amongUserids, listRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { listActivePolicies } from '../document/policy-queries.ts'
import type { MailingRow } from '../../notifications/mailing-queries.ts'

/**
 * Lists the recipients who still have to sign one of the mailing's policies; all recipients if it has no policies. Omits
 * suspended accounts.
 */
export async function listUnsigned(deps: RosterDeps, mailing: MailingRow): Promise<string[]> {
  const suspended = await listSuspendedAccounts(deps.db, mailing.userids)
  return filterUnsigned(deps, {
    ...mailing,
    userids: mailing.userids.filter((userid) => !suspended.has(userid.toLowerCase())),
  })
}

async function filterUnsigned(deps: RosterDeps, { userids, policyIds }: MailingRow): Promise<string[]> {
  if (policyIds.length === 0) return userids
  const unsigned = new Set<string>()
  for (const policy of await listActivePolicies(deps.db, policyIds as PolicyId[])) {
    const only = amongUserids(userids)
    for (const { userid, state } of await listRoster(deps, policy, { only, limit: userids.length }))
      if (isUnsigned(state)) unsigned.add(userid)
  }
  return userids.filter((userid) => unsigned.has(userid))
}

/** Counts the policies that each of these people has to sign, by lower-case userid; people without any are omitted. */
export async function countPoliciesToSign(
  deps: RosterDeps,
  userids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  if (userids.length === 0) return counts
  for (const policy of await listActivePolicies(deps.db))
    for (const { userid, state } of await listRoster(deps, policy, {
      only: amongUserids(userids),
      limit: userids.length,
    })) {
      const key = userid.toLowerCase()
      if (isUnsigned(state)) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return counts
}

const isUnsigned = (state: string) => state === 'pending' || state === 'overdue' || state === 'undelivered'
