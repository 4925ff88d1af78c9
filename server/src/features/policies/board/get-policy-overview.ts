import type { MemberActor } from '@desk/shared/identity/actor'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { OVERVIEW_DEPARTMENTS, type OverviewCell, type OverviewView } from '@desk/shared/pages/overview-schemas'
import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { requiredCount } from '@desk/shared/policies/roster'
import { today } from '../../../access/grant-conditions.ts'
import { summarizePendingVersions } from '../authoring/pending-versions.ts'
import { type ActivePolicy, listActivePolicies } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { summarizeOpenQuestions } from '../document/question-queries.ts'
import { WHOLE_COMPANY, type Counters } from '../roster/count-queries.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listEndingExemptions, listEndingPartners, listTopDepartments, readMatrix } from './overview-queries.ts'

const EXEMPTION_DAYS = 14
const PARTNER_DAYS = 28
const SHOWN = 5

/** Returns the tasks over all policies, and the number of missing signatures by policy and department. */
export async function getPolicyOverview(deps: RosterDeps, actor: MemberActor): Promise<Omit<OverviewView, 'ops'>> {
  const { db } = deps
  await authorizeScope(deps, actor, WHOLE_COMPANY)
  const behind = await refreshBeforeRead(deps)
  const now = deps.clock.now()
  const day = today(deps)
  const active = await listActivePolicies(db)
  const policyIds = active.map(({ id }) => id)
  const [found, versions, questions, exemptions, partners] = await Promise.all([
    listTopDepartments(db, OVERVIEW_DEPARTMENTS + 1),
    summarizePendingVersions(deps, actor),
    summarizeOpenQuestions(db),
    listEndingExemptions(db, { from: day, until: shiftDay(day, EXEMPTION_DAYS) }, policyIds, SHOWN),
    listEndingPartners(db, { from: day, until: shiftDay(day, PARTNER_DAYS) }, SHOWN),
  ])
  const departments = found.slice(0, OVERVIEW_DEPARTMENTS)
  const totalsOf = await matrixOf(deps, active, [WHOLE_COMPANY, ...departments.map(({ id }) => id)])
  const countsOf = (policy: ActivePolicy, department: number) => toCounts(totalsOf(policy, department), policy, deps)
  const policies = active
    .map((policy) => ({
      id: policy.id,
      ...titleOf(policy),
      label: policy.label,
      since: policy.requiredSince.toISOString(),
      dueAt: commonDueAt(deps, policy).toISOString(),
      counts: countsOf(policy, WHOLE_COMPANY),
      withOwnDue: totalsOf(policy, WHOLE_COMPANY).pending ?? 0,
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
    versions,
    questions: {
      count: questions.count,
      oldestAt: questions.oldestAt?.toISOString() ?? null,
      first: questions.oldestPolicyId,
    },
    exemptions: exemptions.flatMap(({ policyId, ...ending }) => {
      const policy = titles.get(policyId)
      return policy ? [{ policy, ...ending }] : []
    }),
    partners,
  }
}

async function matrixOf({ db }: RosterDeps, active: readonly ActivePolicy[], departments: readonly number[]) {
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
