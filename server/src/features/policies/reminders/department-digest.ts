import { DAY_MS } from '@desk/shared/kernel/durations'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { fillMessage } from '@desk/shared/notices/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { loadText } from '../../notifications/message-template-queries.ts'
import { readTotals } from '../roster/count-queries.ts'
import { toCounts } from '../roster/counts.ts'
import { listLivePolicies } from '../document/policy-queries.ts'
import { listDepartmentAdmins } from '../roster/admin-queries.ts'
import type { MailDeps } from '../document/policy-deps.ts'
import type { MailedCard, RoundRow } from './reminder-batch-queries.ts'

type Digest = { key: string; notice: { event: NoticeEvent; object: string; userids: string[] }; card: MailedCard }

/** After the reminders it is the department admins' turn: on the day when a policy falls due, and at every interval after it. */
export async function planDigests(deps: MailDeps, round: RoundRow): Promise<Digest[]> {
  const day = (at: number) => dayIn(deps.site.timeZone, new Date(at))
  const since = round.scope.kind === 'daily' ? round.scope.since : null
  const due = (await listLivePolicies(deps.db)).filter(({ asksSince, daysToSign, remindEveryDays }) => {
    const dueOn = day(asksSince.getTime() + daysToSign * DAY_MS)
    const rungOn = (on: string) => Math.floor((Date.parse(on) - Date.parse(dueOn)) / DAY_MS / remindEveryDays)
    return round.day > dueOn && (since === null || since <= dueOn || rungOn(round.day) > rungOn(since))
  })
  const admins = await listDepartmentAdmins(deps)
  const overdue = new Map<string, { count: number; titles: string[]; path: string }>()
  for (const policy of due) {
    const totals = await readTotals(
      deps.db,
      policy.id,
      admins.map(({ departmentId }) => departmentId),
    )
    for (const { userid, departmentId } of admins) {
      const count = toCounts(totals.get(departmentId) ?? {}, policy, deps.clock.now()).overdue
      if (count === 0) continue
      const known = overdue.get(userid) ?? { count: 0, titles: [], path: pagePaths.policyBoard(policy.id) }
      const titles = known.titles.includes(policy.titleZh) ? known.titles : [...known.titles, policy.titleZh]
      overdue.set(userid, { ...known, count: known.count + count, titles })
    }
  }
  const text = await loadText(deps.db, 'policy.digest')
  return [...overdue].map(([userid, { count, titles, path }]) => ({
    key: `digest:${round.day}`,
    notice: { event: 'policy.digest', object: round.day, userids: [userid] },
    card: { ...fillMessage(text, { count: String(count), title: titles.join('、') }), rows: [], path },
  }))
}
