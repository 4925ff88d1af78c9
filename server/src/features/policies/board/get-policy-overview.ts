import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { OVERVIEW_DEPARTMENTS, type OverviewCell, type OverviewView } from '@desk/shared/pages/overview-schemas'
import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { requiredCount } from '@desk/shared/policies/roster'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import type { Database } from '../../../db/database.ts'
import { summarizePendingVersions } from '../authoring/pending-versions.ts'
import { type ActivePolicy, listActivePolicies } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { summarizeOpenQuestions } from '../document/question-queries.ts'
import { WHOLE_COMPANY, type Counters } from '../roster/count-queries.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import {
  countEndingExemptions,
  countEndingPartners,
  type Days,
  listEndingExemptions,
  listEndingPartners,
  listTopDepartments,
  readMatrix,
} from './overview-queries.ts'

/** Days before its end from which an exemption is shown. */
const EXEMPTION_DAYS = 14
/** Days before its end from which a partner's contract is shown. */
const PARTNER_DAYS = 28
/** Maximum number of exemptions, and of contracts, that are shown; the others are counted. */
const SHOWN_MAX = 5
/** Maximum number of exemptions and contracts that are counted. */
const COUNTED_MAX = 1000

/** Returns the open tasks of all policies, and the number of missing signatures by policy and department. */
export async function getPolicyOverview(deps: RosterDeps, actor: MemberActor): Promise<Omit<OverviewView, 'ops'>> {
  const { db } = deps
  await authorizeScope(deps, actor, WHOLE_COMPANY)
  const behind = await refreshBeforeRead(deps)
  const now = deps.clock.now()
  const day = today(deps)
  const active = await listActivePolicies(db)
  const policyIds = active.map(({ id }) => id)
  const mayAct = holdsRole(actor, 'compliance')
  const [found, versions, questions, exemptions, partners] = await Promise.all([
    listTopDepartments(db, OVERVIEW_DEPARTMENTS + 1),
    summarizePendingVersions(deps, actor),
    mayAct ? summarizeOpenQuestions(db) : { count: 0, oldestAt: null, oldestPolicyId: null },
    mayAct
      ? loadEndingExemptions(db, { from: day, until: shiftDay(day, EXEMPTION_DAYS) }, policyIds)
      : { shown: [], more: new Map<PolicyId, number>() },
    holdsRole(actor, 'hr')
      ? loadEndingPartners(db, { from: day, until: shiftDay(day, PARTNER_DAYS) })
      : { shown: [], more: 0 },
  ])
  const departments = found.slice(0, OVERVIEW_DEPARTMENTS)
  const totalsOf = await loadMatrix(deps, active, [WHOLE_COMPANY, ...departments.map(({ id }) => id)])
  const countsOf = (policy: ActivePolicy, department: number) => toCounts(totalsOf(policy, department), policy, deps)
  const policies = active
    .map((policy) => ({
      id: policy.id,
      ...titleOf(policy),
      label: policy.label,
      since: policy.requiredSince.toISOString(),
      dueAt: commonDueAt(deps, policy).toISOString(),
      counts: countsOf(policy, WHOLE_COMPANY),
      joiners: totalsOf(policy, WHOLE_COMPANY).joiners ?? 0,
      cells: departments.map(({ id }) => toCell(countsOf(policy, id))),
    }))
    .sort((a, b) => b.counts.overdue - a.counts.overdue || a.dueAt.localeCompare(b.dueAt) || a.id.localeCompare(b.id))
  const titles = new Map(active.map((policy) => [policy.id, { id: policy.id, ...titleOf(policy) }]))
  return {
    policies,
    departments,
    hasMore: found.length > departments.length,
    behind,
    countedAt: now.toISOString(),
    mayAct,
    versions,
    questions: {
      count: questions.count,
      oldestAt: questions.oldestAt?.toISOString() ?? null,
      first: questions.oldestPolicyId,
    },
    exemptions: exemptions.shown.flatMap(({ policyId, ...ending }) => {
      const policy = titles.get(policyId)
      return policy ? [{ policy, ...ending }] : []
    }),
    moreExemptions: active.flatMap(({ id }) => {
      const [policy, count] = [titles.get(id), exemptions.more.get(id) ?? 0]
      return policy && count > 0 ? [{ policy, count }] : []
    }),
    partners: partners.shown,
    morePartners: partners.more,
  }
}

/** Returns the exemptions that end first, and how many others of each policy end. The others are counted only if there are any. */
async function loadEndingExemptions(db: Database, days: Days, policyIds: readonly PolicyId[]) {
  const found = await listEndingExemptions(db, days, policyIds, SHOWN_MAX + 1)
  const shown = found.slice(0, SHOWN_MAX)
  if (found.length === shown.length) return { shown, more: new Map<PolicyId, number>() }
  const counts = await countEndingExemptions(db, days, policyIds, COUNTED_MAX)
  const shownOf = (id: PolicyId) => shown.filter(({ policyId }) => policyId === id).length
  return { shown, more: new Map(counts.map(({ policyId, count }) => [policyId, count - shownOf(policyId)])) }
}

/** Returns the contracts that end first, and how many others end. */
async function loadEndingPartners(db: Database, days: Days) {
  const found = await listEndingPartners(db, days, SHOWN_MAX + 1)
  const shown = found.slice(0, SHOWN_MAX)
  const count = found.length === shown.length ? shown.length : await countEndingPartners(db, days, COUNTED_MAX)
  return { shown, more: count - shown.length }
}

async function loadMatrix({ db }: RosterDeps, active: readonly ActivePolicy[], departments: readonly number[]) {
  const rows = await readMatrix(
    db,
    active.map(({ id }) => id),
    departments,
  )
  const totals = new Map(rows.map((row) => [`${row.policyId} ${String(row.departmentId)}`, row.totals]))
  return (policy: ActivePolicy, department: number): Counters => totals.get(`${policy.id} ${String(department)}`) ?? {}
}

function toCell(counts: StateCounts): OverviewCell {
  const required = requiredCount(counts)
  return { required, missing: required - counts.signed, overdue: counts.overdue }
}
