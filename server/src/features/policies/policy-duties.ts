import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RosterState } from '@desk/shared/policies/roster'
import { departmentNames } from '../../directory/department-names.ts'
import { listActivePolicies } from './document/policy-queries.ts'
import { titleOf } from './document/policy-title.ts'
import { readTotals } from './roster/count-queries.ts'
import { commonDueAt, toCounts } from './roster/counts.ts'
import { refreshBeforeRead } from './roster/jobs/refresh-counters.ts'
import type { RosterDeps } from './roster/roster-queries.ts'
import { countMyReceipts, summarizePolicies } from './signing/my-policies.ts'

/** Returns the duties that policies bring: to read and sign them, and to convey them in one's departments. */
export async function policyDuties(deps: RosterDeps, actor: MemberActor): Promise<DutyRow[]> {
  return [...(await ownDuties(deps, actor)), ...(await conveyDuties(deps, actor))]
}

async function ownDuties(deps: RosterDeps, actor: MemberActor): Promise<DutyRow[]> {
  const { toSign } = await summarizePolicies(deps, actor, 'zh-CN')
  const receipts = await countMyReceipts(deps, actor)
  if (toSign.length + receipts === 0) return []
  const [first] = toSign
  return [
    {
      key: 'sign_policies',
      code: 'sign_policies',
      role: 'employee',
      clause: '2.3a',
      subject: null,
      owed: [{ what: 'waiting', count: toSign.length, to: pagePaths.policies }],
      done: [{ what: 'receipts', count: receipts, to: pagePaths.receipts }],
      dueOn: first ? dayIn(deps.site.timeZone, new Date(first.dueAt)) : null,
      to: first ? pagePaths.policy(first.id) : pagePaths.receipts,
    },
  ]
}

/** Returns one row per policy and own department, whose numbers open the list of those people. */
async function conveyDuties(deps: RosterDeps, actor: MemberActor): Promise<DutyRow[]> {
  if (actor.adminOf.length === 0) return []
  await refreshBeforeRead(deps)
  const names = await departmentNames(deps.db, actor.adminOf)
  const rows: DutyRow[] = []
  for (const policy of await listActivePolicies(deps.db)) {
    const totals = await readTotals(deps.db, policy.id, actor.adminOf)
    for (const department of actor.adminOf) {
      const counts = toCounts(totals.get(department) ?? {}, policy, deps)
      const listOf = (state: RosterState) =>
        `${pagePaths.policyPeople(policy.id)}?department=${String(department)}&state=${state}`
      if (counts.signed + counts.pending + counts.overdue === 0) continue
      rows.push({
        key: `convey_policies:${policy.id}:${String(department)}`,
        code: 'convey_policies',
        role: 'dept_admin',
        clause: '2.2a',
        subject: `${names.get(department) ?? String(department)} · ${titleOf(policy).title}`,
        owed: [
          { what: 'overdue', count: counts.overdue, to: listOf('overdue') },
          { what: 'pending', count: counts.pending, to: listOf('pending') },
        ],
        done: [{ what: 'signed', count: counts.signed, to: listOf('signed') }],
        dueOn: dayIn(deps.site.timeZone, commonDueAt(deps, policy)),
        to: `${pagePaths.policyBoard(policy.id)}?department=${String(department)}`,
      })
    }
  }
  return rows
}
