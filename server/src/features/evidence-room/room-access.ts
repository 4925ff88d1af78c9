import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { lastInstantOf } from '@desk/shared/kernel/working-calendar'
import { today } from '../../access/grant-conditions.ts'
import { ACTIVE, LEFT } from '../../directory/member-drift.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { findLinkOfBrowser, type LinkRow } from './link-queries.ts'
import { actorOfLink, isOver } from './link-view.ts'
import { LinkEndedError } from './room-errors.ts'

/** A signed-in member, and the token by which this browser opened a link. */
export type RoomVisitor = { actor: MemberActor | null; token: string | null }

/** What a visitor may see of the evidence room. */
export type RoomAccess = {
  /** The visitor in the audit. */
  userid: string
  /** Null for a member with a role. */
  link: LinkRow | null
  /** Null: all. */
  policies: readonly PolicyId[] | null
  fromDay: CalendarDay | null
  toDay: CalendarDay
  /** Nothing later is visible. */
  until: Date
  /** The last day that a link shows, once that day is over: what is known only for the present is hidden. Null: `until` is now. */
  lastDay: CalendarDay | null
  mayShare: boolean
}

/**
 * Returns what the visitor may see: everything by their role, else the scope of the link that this browser opened.
 *
 * @throws NotFoundError for everyone else; LinkEndedError once the link has ended
 */
export async function requireRoomAccess(deps: ReadDeps, { actor, token }: RoomVisitor): Promise<RoomAccess> {
  const day = today(deps)
  const now = deps.clock.now()
  if (actor && holdsRole(actor, 'policy_reviewer'))
    return {
      userid: actor.userid,
      link: null,
      policies: null,
      fromDay: null,
      toDay: day,
      until: now,
      lastDay: null,
      mayShare: holdsRole(actor, 'room_keeper'),
    }
  const link = token === null ? null : await findLinkOfBrowser(deps.db, sha256(token), day)
  if (!link) throw new NotFoundError()
  if (isOver(link, now)) throw new LinkEndedError()
  const lastDay = link.toDay < day ? link.toDay : null
  return {
    userid: actorOfLink(link),
    link,
    policies: link.policyIds,
    fromDay: link.fromDay,
    toDay: lastDay ?? day,
    until: lastDay === null ? now : lastInstantOf(deps.site.timeZone, lastDay),
    lastDay,
    mayShare: false,
  }
}

/**
 * Returns whether a person was active at the last instant that the visitor may see. Of a past instant only the departure is
 * known: whether an account is disabled is known only as of now, which a visitor to past days may not see.
 */
export const wasActive = (
  { until, lastDay }: RoomAccess,
  { status, leftAt }: { status: number; leftAt: Date | null },
): boolean => (lastDay === null ? status === ACTIVE : status !== LEFT || (leftAt !== null && leftAt > until))

export const isInScope = ({ policies }: RoomAccess, id: PolicyId): boolean => policies === null || policies.includes(id)
