import type { PartnerList, PartnerPage, PartnerQuery } from '@desk/shared/accounts/partner-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { calendarDay } from '@desk/shared/kernel/calendar-day-schema'
import { sameUserid } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { storableText } from '@desk/shared/kernel/plain-text'
import * as z from 'zod/mini'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { findListedPartner, type ListedPartner, listPartnerRows } from './partner-queries.ts'
import { toPartnerViews } from './partner-view.ts'

/** Whether the account is disabled, the last day or nothing, and the userid. */
const cursorSchema = z.tuple([z.enum(['current', 'over']), z.union([z.literal(''), calendarDay]), storableText])

const positionOf = ({ partner }: ListedPartner): string[] => [
  partner.disabledAt === null ? 'current' : 'over',
  partner.endsOn ?? '',
  partner.userid,
]

/** Lists all partners, or those who need attention: those without a contract first, then by last day, disabled ones last. */
export async function listPartners(
  deps: ReadDeps,
  actor: MemberActor,
  { view, q, after }: PartnerQuery = {},
): Promise<PartnerList> {
  authorizeRole(actor, 'hr')
  const day = today(deps)
  const place = decodeCursor(cursorSchema, after)
  const rows = await listPartnerRows(deps.db, {
    q: q ?? null,
    dueOn: view === 'due' ? day : null,
    after: place && { isOver: place[0] === 'over', endsOn: place[1] === '' ? null : place[1], userid: place[2] },
    limit: DESK_PAGE_SIZE + 1,
  })
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, positionOf)
  return { items: await toPartnerViews(deps.db, actor, shown, day), next, today: day }
}

/** Returns a partner, for their sponsor, HR and the management department. @throws NotFoundError for anybody else */
export async function getPartner(deps: ReadDeps, actor: MemberActor, userid: string): Promise<PartnerPage> {
  const row = await findListedPartner(deps.db, userid)
  const sponsor = row?.partner.sponsor ?? null
  const isSponsor = sponsor !== null && sameUserid(sponsor, actor.userid)
  if (!row || !(isSponsor || holdsRole(actor, 'hr'))) throw new NotFoundError()
  const day = today(deps)
  const [partner] = await toPartnerViews(deps.db, actor, [row], day)
  if (!partner) throw new NotFoundError()
  return { partner, today: day }
}
