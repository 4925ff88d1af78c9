import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import {
  type policiesV1,
  policyChangeActions,
  policyChangeV1,
  type policyChangesV1,
  type policyDepartmentsV1,
} from '@desk/shared/policies/api-schemas'
import type * as z from 'zod/mini'
import { requireActivePolicy, listActivePolicies, listVersions } from '../document/policy-queries.ts'
import { listCountedDepartments, readTotals } from '../roster/count-queries.ts'
import { commonDueAt, toCounts, zeroCounts } from '../roster/counts.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listSnapshotsOfDay } from '../roster/snapshot-queries.ts'
import { rosterOfDay } from './roster-of-day.ts'
import { listSealedEntries } from '../signing/evidence-queries.ts'
import { listUseridsOfSigners } from '../signing/signature-queries.ts'

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

type Departments = z.infer<typeof policyDepartmentsV1>
type DepartmentsQuery = { after: number; asOf: CalendarDay | undefined }

/** Returns a page of counts by department, each with those below it; department 0 is the company. */
export async function readDepartments(
  deps: RosterDeps,
  id: PolicyId,
  { after, asOf }: DepartmentsQuery,
): Promise<Departments> {
  const policy = await requireActivePolicy(deps.db, id)
  if (asOf !== undefined) {
    await rosterOfDay(deps, policy, asOf)
    return readPastDepartments(deps, id, { after, asOf })
  }
  await refreshBeforeRead(deps)
  const ids = await listCountedDepartments(deps.db, id, after, MAX_ROWS + 1)
  const shown = ids.slice(0, MAX_ROWS)
  const totals = await readTotals(deps.db, id, shown)
  const now = deps.clock.now()
  return {
    asOf: null,
    items: shown.map((departmentId) => ({
      departmentId,
      counts: toCounts(totals.get(departmentId) ?? {}, policy, now),
    })),
    next: ids.length > MAX_ROWS ? String(shown.at(-1)) : null,
  }
}

async function readPastDepartments(
  deps: RosterDeps,
  id: PolicyId,
  { after, asOf }: { after: number; asOf: CalendarDay },
): Promise<Departments> {
  const rows = await listSnapshotsOfDay(deps.db, id, { day: asOf, after, limit: MAX_ROWS + 1 })
  const shown = rows.slice(0, MAX_ROWS)
  return {
    asOf,
    items: shown.map(({ departmentId, counts }) => ({ departmentId, counts: { ...zeroCounts, ...counts } })),
    next: rows.length > MAX_ROWS ? String(shown.at(-1)?.departmentId) : null,
  }
}

/**
 * Returns events from the sealed part of the audit, before which no entry can appear later, so that a cursor skips none.
 * Details that the schema of an event does not contain are omitted. The cursor moves over events of other policies too.
 */
export async function readChanges(
  { db }: RosterDeps,
  after: number,
  policy?: PolicyId,
): Promise<z.infer<typeof policyChangesV1>> {
  const rows = await listSealedEntries(db, policyChangeActions, after, MAX_ROWS)
  const signers = await listUseridsOfSigners(
    db,
    rows.filter(({ action }) => action === 'policy.signed').map(({ actor }) => actor),
  )
  return {
    items: rows
      .filter((row) => policy === undefined || isOf(policy, row))
      .flatMap(({ actor, ...row }) => {
        const userid = row.action === 'policy.signed' ? (signers.get(actor) ?? null) : null
        return policyChangeV1.safeParse({ ...row, at: row.at.toISOString(), userid }).data ?? []
      }),
    next: String(rows.at(-1)?.seq ?? after),
  }
}

const isOf = (policy: PolicyId, { object, details }: { object: string; details: Record<string, unknown> }): boolean =>
  object === policy || details['policy'] === policy
