import type { PolicyId } from '@desk/shared/kernel/ids'
import type { RosterDeps } from './roster-queries.ts'
import { amongUserids, listRoster } from './roster-queries.ts'
import { listLivePolicies } from './policy-queries.ts'
import type { MailingRow } from './round-queries.ts'

/** Who of these still has one of the policies to sign. Without policies: all of them. */
export async function stillOwing(deps: RosterDeps, { userids, policyIds }: MailingRow): Promise<string[]> {
  if (policyIds.length === 0) return userids
  const owing = new Set<string>()
  for (const policy of await listLivePolicies(deps.db, policyIds as PolicyId[])) {
    const only = amongUserids(userids)
    for (const { userid, state } of await listRoster(deps, policy, { only, limit: userids.length }))
      if (isOwing(state)) owing.add(userid)
  }
  return userids.filter((userid) => owing.has(userid))
}

const isOwing = (state: string) => state === 'pending' || state === 'overdue' || state === 'undelivered'
