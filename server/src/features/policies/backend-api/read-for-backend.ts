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
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { listSealedEntries } from '../signing/evidence-queries.ts'
import { listFirstViews } from '../signing/first-view-queries.ts'
import { requireActivePolicy, listActivePolicies, listVersions } from '../document/policy-queries.ts'
import { listUseridsOfSigners } from '../signing/signature-queries.ts'
import { labelsByNo } from '../roster/person-queries.ts'
import { afterUserid, allOf, listRoster, listUserids, type RosterDeps, upToUserid } from '../roster/roster-queries.ts'

/** More than `PAGE_SIZE`, since programs read these pages. */
const MAX_ROWS = 500

export async function readPolicies(deps: RosterDeps): Promise<z.infer<typeof policiesV1>> {
  const items = []
  for (const policy of await listActivePolicies(deps.db)) {
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

/** Returns a page of counts by department, each with those below it; department 0 is the company. */
export async function readDepartments(
  deps: RosterDeps,
  id: PolicyId,
  after: number,
): Promise<z.infer<typeof policyDepartmentsV1>> {
  const policy = await requireActivePolicy(deps.db, id)
  await refreshBeforeRead(deps)
  const ids = await listCountedDepartments(deps.db, id, after, MAX_ROWS + 1)
  const shown = ids.slice(0, MAX_ROWS)
  const totals = await readTotals(deps.db, id, shown)
  const now = deps.clock.now()
  return {
    items: shown.map((departmentId) => ({
      departmentId,
      counts: toCounts(totals.get(departmentId) ?? {}, policy, now),
    })),
    next: ids.length > MAX_ROWS ? String(shown.at(-1)) : null,
  }
}

/**
 * Returns a page of people by userid, which never changes, so that changes during paging neither hide nor repeat a person. A
 * page covers a fixed number of members, of whom the policy may bind fewer.
 */
export async function readPeople(
  deps: RosterDeps,
  id: PolicyId,
  after: string,
): Promise<z.infer<typeof policyPeopleV1>> {
  const policy = await requireActivePolicy(deps.db, id)
  const userids = await listUserids(deps.db, after, MAX_ROWS)
  const last = userids.at(-1)
  if (last === undefined) return { items: [], next: null }
  const only = allOf([afterUserid(after), upToUserid(last)])
  const rows = await listRoster(deps, policy, { only, limit: MAX_ROWS })
  const labels = await labelsByNo(deps.db, id)
  const firstViews = await listFirstViews(deps.db, policy, rows)
  return {
    items: rows.map((row) => ({
      userid: row.userid,
      departmentId: row.departmentId,
      state: row.state,
      version: row.signedNo === null ? null : (labels.get(row.signedNo) ?? null),
      signedAt: row.signedAt?.toISOString() ?? null,
      receipt: row.signedCode,
      openedAt: firstViews.get(row.userid.toLowerCase())?.toISOString() ?? null,
      dueAt: row.dueAt.toISOString(),
    })),
    next: userids.length === MAX_ROWS ? last : null,
  }
}

/**
 * Returns events from the sealed part of the audit, before which no entry can appear later, so that a cursor skips none.
 * Details that the schema of an event does not contain are omitted.
 */
export async function readChanges({ db }: RosterDeps, after: number): Promise<z.infer<typeof policyChangesV1>> {
  const rows = await listSealedEntries(db, policyChangeActions, after, MAX_ROWS)
  const signers = await listUseridsOfSigners(
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
