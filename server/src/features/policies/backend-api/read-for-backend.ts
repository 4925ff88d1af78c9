import type { PolicyId } from '@desk/shared/kernel/ids'
import {
  type policiesV1,
  policyChangeActions,
  policyChangeV1,
  type policyChangesV1,
  type policyDepartmentsV1,
  type policyPeopleV1,
} from '@desk/shared/policies/api-schemas'
import type * as z from 'zod/mini'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { listCountedDepartments, readTotals } from '../roster/count-queries.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { listEntriesOf } from '../signing/evidence-queries.ts'
import { listOpenings } from '../signing/first-view-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, listLivePolicies, listVersions } from '../document/policy-queries.ts'
import { useridsOfSigners } from '../signing/signature-queries.ts'
import { labelsByNo } from '../roster/person-queries.ts'
import { afterUserid, every, listRoster, listUserids, type RosterDeps, upToUserid } from '../roster/roster-queries.ts'

/** More than a screen's page: here programs read. */
const ROWS = 500

export async function readPolicies(deps: RosterDeps): Promise<z.infer<typeof policiesV1>> {
  const items = []
  for (const policy of await listLivePolicies(deps.db)) {
    const versions = await listVersions(deps.db, policy.id)
    items.push({
      id: policy.id,
      title: policy.titleZh,
      label: policy.label,
      versionId: policy.versionId,
      dueAt: new Date(commonDueAt(policy)).toISOString(),
      versions: versions
        .filter(({ publishedAt }) => publishedAt !== null)
        .map(({ id, label, kind, publishedAt, docHashes }) => ({
          id,
          label,
          kind,
          publishedAt: publishedAt?.toISOString() ?? null,
          docHashes: docHashes as Record<string, string>,
        })),
    })
  }
  return { items }
}

async function requireLive(deps: RosterDeps, id: PolicyId) {
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  return policy
}

/** In and below each department; 0 is the company. */
export async function readDepartments(
  deps: RosterDeps,
  id: PolicyId,
  after: number,
): Promise<z.infer<typeof policyDepartmentsV1>> {
  const policy = await requireLive(deps, id)
  await countsUpToDate(deps)
  const ids = await listCountedDepartments(deps.db, id, after, ROWS + 1)
  const shown = ids.slice(0, ROWS)
  const totals = await readTotals(deps.db, id, shown)
  const now = deps.clock.now()
  return {
    items: shown.map((departmentId) => ({
      departmentId,
      counts: toCounts(totals.get(departmentId) ?? {}, policy, now),
    })),
    next: ids.length > ROWS ? String(shown.at(-1)) : null,
  }
}

/**
 * By userid, which never changes: whoever moves, joins or leaves while pages are read is missed by none of them and
 * comes twice in none. A page looks at a fixed number of members, however few of them the policy binds.
 */
export async function readPeople(
  deps: RosterDeps,
  id: PolicyId,
  after: string,
): Promise<z.infer<typeof policyPeopleV1>> {
  const policy = await requireLive(deps, id)
  const userids = await listUserids(deps.db, after, ROWS)
  const last = userids.at(-1)
  if (last === undefined) return { items: [], next: null }
  const only = every([afterUserid(after), upToUserid(last)])
  const rows = await listRoster(deps, policy, { only, limit: ROWS })
  const labels = await labelsByNo(deps.db, id)
  const openings = await listOpenings(deps.db, policy, rows)
  return {
    items: rows.map((row) => ({
      userid: row.userid,
      departmentId: row.departmentId,
      state: row.state,
      version: row.signedNo === null ? null : (labels.get(row.signedNo) ?? null),
      signedAt: row.signedAt?.toISOString() ?? null,
      receipt: row.signedCode,
      openedAt: openings.get(row.userid.toLowerCase())?.toISOString() ?? null,
      dueAt: row.dueAt.toISOString(),
    })),
    next: userids.length === ROWS ? last : null,
  }
}

/**
 * From the sealed part of the audit: nothing can appear any more before what is in it, so that a cursor skips nothing. What
 * a row says besides what its act is known to say stays here.
 */
export async function readChanges({ db }: RosterDeps, after: number): Promise<z.infer<typeof policyChangesV1>> {
  const rows = await listEntriesOf(db, policyChangeActions, after, ROWS)
  const signers = await useridsOfSigners(
    db,
    rows.filter(({ action }) => action === 'policy.signed').map(({ actor }) => actor),
  )
  return {
    items: rows.flatMap(({ actor, ...row }) => {
      const userid = row.action === 'policy.signed' ? (signers.get(actor) ?? null) : null
      return policyChangeV1.safeParse({ ...row, at: row.at.toISOString(), userid }).data ?? []
    }),
    next: String(rows.at(-1)?.seq ?? after),
  }
}
