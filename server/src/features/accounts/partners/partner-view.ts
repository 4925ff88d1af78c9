import { PARTNER_NOTICE_DAYS, type PartnerState, type PartnerView } from '@desk/shared/accounts/partner-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { daysBetween } from '@desk/shared/kernel/working-calendar'
import type { Database } from '../../../db/database.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { listPathNames } from '../../policies/roster/department-path-queries.ts'
import type { ListedPartner } from './partner-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

function stateOf({ partner, status }: ListedPartner, daysLeft: number | null): PartnerState {
  if (daysLeft === null) return 'unregistered'
  if (partner.disabledAt !== null) return 'disabled'
  if (partner.endedAt !== null) return 'disabling'
  if (partner.isEnabling && status === DISABLED) return 'enabling'
  if (partner.closeAt !== null) return 'closing'
  return daysLeft <= PARTNER_NOTICE_DAYS[0] ? 'ending' : 'running'
}

/**
 * Returns what the actor may do about a partner: sponsor, HR and the management department decide about a running contract;
 * HR and the management department also register, end and release it; nobody does so for themselves, and a sponsor who became a
 * partner decides no more.
 */
function listAllowed(
  actor: MemberActor,
  { partner, hasSponsor }: ListedPartner,
  state: PartnerState,
): PartnerView['allowed'] {
  if (sameUserid(partner.userid, actor.userid)) return []
  const isHr = holdsRole(actor, 'hr')
  const isSponsor = hasSponsor && partner.sponsor !== null && sameUserid(partner.sponsor, actor.userid)
  const isRunning = state === 'running' || state === 'ending' || state === 'closing' || state === 'enabling'
  const mayDecide = (isSponsor || isHr) && isRunning
  return [
    ...(mayDecide ? (['renew', state === 'closing' ? 'keep' : 'close'] as const) : []),
    ...(isHr ? (['register'] as const) : []),
    ...(isHr && isRunning ? (['end'] as const) : []),
    ...(isHr ? (['release'] as const) : []),
  ]
}

/** Returns the partners as the actor sees them. */
export async function toPartnerViews(
  db: Database,
  actor: MemberActor,
  rows: readonly ListedPartner[],
  today: CalendarDay,
): Promise<PartnerView[]> {
  const paths = await listPathNames(
    db,
    rows.map(({ departmentId }) => departmentId ?? ROOT_DEPARTMENT),
  )
  const people = await memberNames(
    db,
    rows.flatMap(({ partner }) => [partner.sponsor, partner.closeBy].filter((userid) => userid !== null)),
  )
  return rows.map((row) => {
    const { partner, userid, name, departmentId } = row
    const daysLeft = partner.endsOn === null ? null : daysBetween(today, partner.endsOn)
    const state = stateOf(row, daysLeft)
    return {
      userid,
      name,
      department: paths.get(departmentId ?? ROOT_DEPARTMENT) ?? [],
      company: partner.company,
      sponsor: partner.sponsor === null ? null : people(partner.sponsor),
      needsSponsor: !row.hasSponsor && state !== 'disabled',
      endsOn: partner.endsOn,
      daysLeft,
      state,
      closing:
        partner.closeBy === null || partner.closeAt === null
          ? null
          : { by: people(partner.closeBy), at: partner.closeAt.toISOString() },
      disabledAt: partner.disabledAt?.toISOString() ?? null,
      trouble: partner.trouble,
      allowed: listAllowed(actor, row, state),
    }
  })
}
