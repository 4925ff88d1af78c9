import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listOpenReports } from './departure-queries.ts'

/** How many reports are listed at most, the oldest first. */
const MAX_REPORTS = 20

/** Returns the duty of HR to answer departments that report who left: one row for each report. */
export async function departureDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  if (!actor.roles.includes('hr')) return []
  return (await listOpenReports(db, actor.userid, MAX_REPORTS)).map(({ report, name }) => {
    const to = pagePaths.person(report.userid)
    return {
      key: `answer_departures:${report.id}`,
      code: 'answer_departures',
      role: 'hr',
      clause: '2.2c',
      subject: name,
      owed: [{ what: 'waiting', count: 1, to }],
      done: [],
      dueOn: null,
      to,
    }
  })
}
