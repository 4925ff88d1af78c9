import type { PolicyId } from '@desk/shared/kernel/ids'
import { listLockedAccounts } from '../../../directory/locked-account-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { amongUserids, listRoster } from '../roster/roster-queries.ts'
import { listLivePolicies } from '../document/policy-queries.ts'
import type { MailingRow } from './reminder-batch-queries.ts'

/** Who of these still has one of the policies to sign. Without policies: all of them. Never a locked account. */
export async function listUnsigned(deps: RosterDeps, mailing: MailingRow): Promise<string[]> {
  const locked = await listLockedAccounts(deps.db, mailing.userids)
  return owingAmong(deps, {
    ...mailing,
    userids: mailing.userids.filter((userid) => !locked.has(userid.toLowerCase())),
  })
}

async function owingAmong(deps: RosterDeps, { userids, policyIds }: MailingRow): Promise<string[]> {
  if (policyIds.length === 0) return userids
  const owing = new Set<string>()
  for (const policy of await listLivePolicies(deps.db, policyIds as PolicyId[])) {
    const only = amongUserids(userids)
    for (const { userid, state } of await listRoster(deps, policy, { only, limit: userids.length }))
      if (isOwing(state)) owing.add(userid)
  }
  return userids.filter((userid) => owing.has(userid))
}

/** How many policies each of these has to sign, by userid in lower case; who has none is missing. */
export async function countPoliciesToSign(
  deps: RosterDeps,
  userids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  if (userids.length === 0) return counts
  for (const policy of await listLivePolicies(deps.db))
    for (const { userid, state } of await listRoster(deps, policy, {
      only: amongUserids(userids),
      limit: userids.length,
    })) {
      const key = userid.toLowerCase()
      if (isOwing(state)) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return counts
}

const isOwing = (state: string) => state === 'pending' || state === 'overdue' || state === 'undelivered'
