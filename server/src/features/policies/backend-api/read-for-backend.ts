import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import {
  type policiesV1,
  policyChangeActions,
  policyChangeV1,
  type policyChangesV1,
  type policyDepartmentsV1,
} from '@desk/shared/policies/backend-api/api-schemas'
import type * as z from 'zod/mini'
import { requireActivePolicy, listActivePolicies, listVersions } from '../document/policy-queries.ts'
import { listCountedDepartments, readTotals } from '../roster/count-queries.ts'
import { commonDueAt, toCounts, zeroCounts } from '../roster/counts.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listSnapshotsOfDay } from '../roster/snapshot-queries.ts'
import { rosterOfDay } from './roster-of-day.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { readNewestAuditSeq } from '../../../kernel/audit/newest-entry-queries.ts'
import { MAX_ROWS } from './parameters.ts'
import { listSealedEntries } from '../signing/evidence-queries.ts'
import { listSignaturesWithSigners } from '../signing/signature-queries.ts'

/** Returns the policies in force with all their published versions. */
export async function readPolicies(deps: RosterDeps): Promise<z.infer<typeof policiesV1>> {
  const items = []
  for (const policy of await listActivePolicies(deps.db)) {
    const versions = await listVersions(deps.db, policy.id)
    items.push({
      id: policy.id,
      title: policy.titleZh,
      label: policy.label,
      versionId: policy.versionId,
      dueAt: commonDueAt(deps, policy).toISOString(),
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

type Departments = z.infer<typeof policyDepartmentsV1>
type DepartmentsQuery = { after: number; limit?: number; asOf?: CalendarDay | undefined }

/** Returns a page of counts by department, each with those below it; department 0 is the company. */
export async function readDepartments(
  deps: RosterDeps,
  id: PolicyId,
  { after, limit = MAX_ROWS, asOf }: DepartmentsQuery,
): Promise<Departments> {
  const policy = await requireActivePolicy(deps.db, id)
  if (asOf !== undefined) {
    const { isCommitted, commitment } = await rosterOfDay(deps, policy, asOf)
    return { ...(await readPastDepartments(deps, id, { after, limit, asOf })), isCommitted, commitment }
  }
  await refreshBeforeRead(deps)
  const ids = await listCountedDepartments(deps.db, id, after, limit + 1)
  const shown = ids.slice(0, limit)
  const totals = await readTotals(deps.db, id, shown)
  return {
    asOf: null,
    isCommitted: null,
    commitment: null,
    items: shown.map((departmentId) => ({
      departmentId,
      counts: toCounts(totals.get(departmentId) ?? {}, policy, deps),
    })),
    next: ids.length > limit ? String(shown.at(-1)) : null,
  }
}

async function readPastDepartments(
  deps: RosterDeps,
  id: PolicyId,
  { after, limit, asOf }: { after: number; limit: number; asOf: CalendarDay },
): Promise<Omit<Departments, 'isCommitted' | 'commitment'>> {
  const rows = await listSnapshotsOfDay(deps.db, id, { day: asOf, after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  return {
    asOf,
    items: shown.map(({ departmentId, counts }) => ({ departmentId, counts: { ...zeroCounts, ...counts } })),
    next: rows.length > limit ? String(shown.at(-1)?.departmentId) : null,
  }
}

/**
 * Returns events from the sealed part of the audit: no entry can appear in it later, so that a cursor skips none.
 * Details that the schema of an event does not contain are omitted. The cursor moves over events of other policies too.
 *
 * @throws InvalidInputError for a cursor after the newest entry: the database was restored to an earlier state
 */
export async function readChanges(
  { db }: RosterDeps,
  { after, limit = MAX_ROWS, policy }: { after: number; limit?: number; policy?: PolicyId | undefined },
): Promise<z.infer<typeof policyChangesV1>> {
  const rows = await listSealedEntries(db, policyChangeActions, after, limit)
  if (rows.length === 0 && after > (await readNewestAuditSeq(db)))
    throw new InvalidInputError('Not a cursor of this log', [{ path: 'after', code: 'after.beyond_end' }])
  const signatures = await listSignaturesWithSigners(
    db,
    rows.filter(({ action }) => action === 'policy.signed').map(({ object }) => object),
  )
  return {
    items: rows
      .filter((row) => policy === undefined || isAbout(policy, row))
      .flatMap((row) => {
        const { userid = null, receipt = null } = signatures.get(row.object) ?? {}
        return policyChangeV1.safeParse({ ...row, at: row.at.toISOString(), userid, receipt }).data ?? []
      }),
    next: String(rows.at(-1)?.seq ?? after),
  }
}

type SealedEntry = { action: string; object: string; details: Record<string, unknown> }
/** Returns whether an event is about a policy. A person whose key was destroyed may have signed any: no entry says which. */
const isAbout = (policy: PolicyId, { action, object, details }: SealedEntry): boolean =>
  object === policy || details['policy'] === policy || action === 'policy.signer_forgotten'
