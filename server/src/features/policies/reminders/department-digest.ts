import { daysBetween } from '@desk/shared/kernel/working-calendar'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { fillMessage } from '@desk/shared/message-templates/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { loadText } from '../../notifications/message-template-queries.ts'
import { readTotals } from '../roster/count-queries.ts'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { listActivePolicies } from '../document/policy-queries.ts'
import { listDepartmentAdmins } from '../roster/admin-queries.ts'
import { listPaths } from '../roster/department-path-queries.ts'
import type { MessageDeps } from './message-deps.ts'
import type { MailedCard } from '../../notifications/mailing-queries.ts'
import type { ReminderBatchRow } from './reminder-batch-queries.ts'

type Digest = { key: string; notice: { event: NoticeEvent; object: string; userids: string[] }; card: MailedCard }

/** Composes the digests of overdue policies for department admins: in the first daily batch after the due date, then at every interval. */
export async function planDepartmentDigests(deps: MessageDeps, batch: ReminderBatchRow): Promise<Digest[]> {
  const since = batch.scope.kind === 'daily' ? batch.scope.since : null
  const duePolicies = (await listActivePolicies(deps.db)).filter((policy) => {
    const dueOn = dayIn(deps.site.timeZone, commonDueAt(deps, policy))
    const intervalsUntil = (on: string) => Math.floor(daysBetween(dueOn, on) / policy.remindEveryDays)
    return batch.day > dueOn && (since === null || since <= dueOn || intervalsUntil(batch.day) > intervalsUntil(since))
  })
  const admins = await listTopmost(deps)
  const overdue = new Map<string, { count: number; titles: string[]; path: string }>()
  for (const policy of duePolicies) {
    const totals = await readTotals(
      deps.db,
      policy.id,
      admins.map(({ departmentId }) => departmentId),
    )
    for (const { userid, departmentId } of admins) {
      const count = toCounts(totals.get(departmentId) ?? {}, policy, deps).overdue
      if (count === 0) continue
      const digest = overdue.get(userid) ?? { count: 0, titles: [], path: pagePaths.policyBoard(policy.id) }
      const titles = digest.titles.includes(policy.titleZh) ? digest.titles : [...digest.titles, policy.titleZh]
      overdue.set(userid, { ...digest, count: digest.count + count, titles })
    }
  }
  const text = await loadText(deps.db, 'policy.digest')
  return [...overdue].map(([userid, { count, titles, path }]) => ({
    key: `digest:${batch.day}`,
    notice: { event: 'policy.digest', object: batch.day, userids: [userid] },
    card: { ...fillMessage(text, { count: String(count), title: titles.join('、') }), rows: [], path },
  }))
}

/** Lists department admins with their topmost departments, whose counts include those below. */
async function listTopmost(deps: MessageDeps): Promise<{ userid: string; departmentId: number }[]> {
  const admins = await listDepartmentAdmins(deps)
  const paths = await listPaths(
    deps.db,
    admins.map(({ departmentId }) => departmentId),
  )
  const departmentsOf = new Map<string, number[]>()
  for (const { userid, departmentId } of admins)
    departmentsOf.set(userid, [...(departmentsOf.get(userid) ?? []), departmentId])
  return admins.filter(({ userid, departmentId }) => {
    const above = (paths.get(departmentId) ?? []).filter((id) => id !== departmentId)
    return !departmentsOf.get(userid)?.some((other) => above.includes(other))
  })
}
