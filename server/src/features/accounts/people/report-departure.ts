import type { DepartureBody } from '@desk/shared/accounts/people-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { today } from '../../../access/grant-conditions.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { InvalidInputError, NotFoundError } from '../../../kernel/app-error.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { findPersonRow } from './people-queries.ts'
import { insertReport } from '../departures/departure-queries.ts'

type ReportDeps = MailingDeps & Pick<Deps, 'db' | 'site'>
/** How long ago somebody may have left, and how far ahead a last day may be, in days. */
const DAYS = { past: 366, ahead: 92 }

/**
 * Reports that a member of the admin's departments left, or leaves, while the account is open. Notifies HR or, where nobody
 * else holds HR, the management department; never the person themselves.
 *
 * @throws AccountRefusedError while an earlier report is open
 */
export async function reportDeparture(
  deps: ReportDeps,
  actor: MemberActor,
  { userid, lastDay, note }: DepartureBody & { userid: string },
): Promise<void> {
  const day = today(deps)
  if (lastDay < shiftDay(day, -DAYS.past) || lastDay > shiftDay(day, DAYS.ahead))
    throw new InvalidInputError('Not a possible last day', [{ path: 'lastDay', code: 'day.too_far' }])
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const { adminOf, userid: reporterId } = await actorNow(deps, tx, actor)
    const person = adminOf.length === 0 ? null : await findPersonRow(tx, userid, adminOf)
    if (!person || person.status === LEFT || sameUserid(person.userid, reporterId)) throw new NotFoundError()
    const id = deps.ids.next('departureReport')
    const row = { id, userid: person.userid, reporterId, reportedAt: at, lastDay, note, answer: '' }
    if (!(await insertReport(tx, row))) throw new AccountRefusedError('changed_meanwhile')
    const details = { report: id, lastDay, note: erasableText(deps, note) }
    await recordAudit(tx, { at, actor: reporterId, action: 'departure.reported', object: person.userid, details })
    const reporter = (await findMemberRow(tx, reporterId))?.name ?? reporterId
    const text = await textOf({ db: tx }, 'departure.reported', { name: person.name, reporter })
    const others = (holders: readonly string[]) => holders.filter((holder) => !sameUserid(holder, person.userid))
    const hr = others(await listRoleHolders({ ...deps, db: tx }, 'hr'))
    const userids = hr.length > 0 ? hr : others(await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead'))
    const card = { ...text, path: pagePaths.person(person.userid) }
    await sendCardOnce(deps, tx, { key: `departure.reported:${id}`, userids, card })
  })
}
