import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { DelegationState, DelegationView } from '@desk/shared/delegations/delegation-schemas'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { DelegationRow } from './delegation-queries.ts'

export function stateOf({ revokedAt, startsOn, endsOn }: DelegationRow, day: CalendarDay): DelegationState {
  if (revokedAt !== null) return 'revoked'
  if (endsOn < day) return 'ended'
  return startsOn > day ? 'planned' : 'active'
}

export function toDelegationView(
  row: DelegationRow,
  people: (userid: string) => MemberRef,
  viewer: string,
  day: CalendarDay,
): DelegationView {
  const state = stateOf(row, day)
  const isOver = state === 'ended' || state === 'revoked'
  const isParty = [row.principal, row.delegate].some((userid) => sameUserid(userid, viewer))
  return {
    id: row.id,
    principal: people(row.principal),
    delegate: people(row.delegate),
    kinds: row.kinds,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    note: row.note,
    state,
    mayRevoke: isParty && !isOver,
  }
}
