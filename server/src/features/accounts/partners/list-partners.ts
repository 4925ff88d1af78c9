import type { PartnerList, PartnerPage, PartnerQuery } from '@desk/shared/accounts/partner-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { findListedPartner, listDuePartners, listPartnerRows } from './partner-queries.ts'
import { toPartnerViews } from './partner-view.ts'

const MAX_PARTNERS = 500

/** Lists all partners, or those whom somebody has to look after, the earliest end of a contract first. */
export async function listPartners(
  deps: ReadDeps,
  actor: MemberActor,
  { view }: PartnerQuery = {},
): Promise<PartnerList> {
  authorizeRole(actor, 'hr')
  const day = today(deps)
  const rows = await (view === 'due'
    ? listDuePartners(deps.db, day, MAX_PARTNERS)
    : listPartnerRows(deps.db, MAX_PARTNERS))
  return { items: await toPartnerViews(deps.db, actor, rows, day), today: day }
}

/** Returns a partner to their sponsor, HR and the management department. @throws NotFoundError for anybody else */
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
